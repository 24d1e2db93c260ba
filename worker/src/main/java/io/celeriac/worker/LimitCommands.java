package io.celeriac.worker;

import io.celeriac.spi.Printable;
import io.celeriac.spi.WorkerEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands that limit how often, and how long, tasks run. */
final class LimitCommands {

  private static final Logger LOG = LoggerFactory.getLogger(LimitCommands.class);

  private final WorkerEnvironment app;
  private final RateLimits rates;
  private final RunTimeLimits limits;

  LimitCommands(WorkerEnvironment app, RateLimits rates, RunTimeLimits limits) {
    this.app = app;
    this.rates = rates;
    this.limits = limits;
  }

  void register(Panel panel) {
    panel.add(CommandSignature.of("rate_limit", "task_name", "rate_limit"), this::rateLimit);
    panel.add(
        CommandSignature.of("time_limit").withOptional("task_name", "hard", "soft"),
        this::timeLimit);
  }

  private Object rateLimit(CommandArguments arguments) {
    String task = arguments.text("task_name");
    Object given = arguments.value("rate_limit");
    Rate rate;
    try {
      rate = Rate.of(given);
    } catch (PythonError e) {
      if (PythonError.repr(e).startsWith("ValueError")) {
        return Panel.nok("Invalid rate limit string: " + PythonError.repr(e));
      }
      throw e;
    }
    if (app.task(task).isEmpty()) {
      LOG.error("Rate limit attempt for unknown task {}", Printable.word(task));
      return Panel.nok("unknown task");
    }
    String name = app.task(task).get().name();
    rates.change(name, given);
    if (!arguments.flag("rate_limit")) {
      LOG.info("Rate limits disabled for tasks of type {}", name);
      return Panel.ok("rate limit disabled successfully");
    }
    LOG.info("New rate limit for tasks of type {}: {} ({}/s).", name, given, rate.perSecond());
    return Panel.ok("new rate limit set successfully");
  }

  private Object timeLimit(CommandArguments arguments) {
    String task = arguments.text("task_name");
    if (app.task(task).isEmpty()) {
      LOG.error("Change time limit attempt for unknown task {}", Printable.word(task));
      return Panel.nok("unknown task");
    }
    String name = app.task(task).get().name();
    limits.change(name, arguments.seconds("soft"), arguments.seconds("hard"));
    LOG.info(
        "New time limits for tasks of type {}: soft={} hard={}",
        name,
        arguments.value("soft"),
        arguments.value("hard"));
    return Panel.ok("time limits set successfully");
  }
}
