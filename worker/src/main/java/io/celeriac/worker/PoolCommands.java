package io.celeriac.worker;

import io.celeriac.PoolKind;
import io.celeriac.Setting;
import io.celeriac.Worker;
import io.celeriac.spi.Printable;
import io.celeriac.spi.WorkerEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands that change the pool, or end the worker. */
final class PoolCommands {

  private static final Logger LOG = LoggerFactory.getLogger(PoolCommands.class);

  private final WorkerEnvironment app;
  private final Worker worker;
  private final Slots slots;
  private final Scaling scaling;

  PoolCommands(WorkerEnvironment app, Worker worker, Slots slots, Scaling scaling) {
    this.app = app;
    this.worker = worker;
    this.slots = slots;
    this.scaling = scaling;
  }

  void register(Panel panel) {
    panel.add(
        CommandSignature.of("pool_grow").withOptional("n"),
        arguments -> change("grow", arguments.integer("n").orElse(1)));
    panel.add(
        CommandSignature.of("pool_shrink").withOptional("n"),
        arguments -> change("shrink", -arguments.integer("n").orElse(1)));
    panel.add(
        CommandSignature.of("pool_restart").withOptional("modules", "reload", "reloader"),
        arguments -> restart());
    panel.add(
        CommandSignature.of("autoscale").withOptional("max", "min").closed(), this::autoscale);
    panel.addSilent(CommandSignature.of("shutdown").withOptional("msg"), this::shutdown);
  }

  private Object change(String how, int by) {
    if (scaling.isAutomatic()) {
      return Panel.nok(
          "pool_" + how + " is not supported with autoscale. Adjust autoscale range instead.");
    }
    if (worker.pool() == PoolKind.SOLO) {
      throw new PythonError("AttributeError", "'TaskPool' object has no attribute '" + how + "'");
    }
    scaling.change(by);
    return Panel.ok("pool will " + how);
  }

  private Object restart() {
    if (!app.settings().get(Setting.WORKER_POOL_RESTARTS)) {
      throw new PythonError("ValueError", "Pool restarts not enabled");
    }
    slots.restart();
    return Panel.ok("reload started");
  }

  private Object autoscale(CommandArguments arguments) {
    Scaling.Bounds bounds = scaling.update(arguments.integer("max"), arguments.integer("min"));
    return Panel.ok("autoscale now max=" + bounds.max() + " min=" + bounds.min());
  }

  private Object shutdown(CommandArguments arguments) {
    LOG.warn("{}", Printable.word(arguments.given("msg").orElse("Got shutdown from remote")));
    worker.shutdown(Worker.Shutdown.WARM);
    return true;
  }
}
