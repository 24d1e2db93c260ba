package io.celeriac.worker;

import io.celeriac.RemoteCommand;
import io.celeriac.Setting;
import io.celeriac.Worker;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.WorkerEnvironment;
import java.util.Optional;

/** Puts together the commands that a worker answers, and listens to them where that is wanted. */
final class RemoteControl implements AutoCloseable {

  private final Optional<PidboxNode> node;
  private final Optional<Mingle> mingle;

  /**
   * The parts of a worker that commands reach.
   *
   * @param worker the worker as applications' own commands see it
   * @param queues what it consumes
   * @param tasks what it holds
   * @param revocations what is not to run
   * @param dispatcher what ends a running task
   * @param results where it is stored that a task is revoked
   * @param rates how often tasks start
   * @param limits how long they run
   * @param slots the pool
   * @param scaling what changes the pool
   * @param stats what it tells of itself
   * @param events its events
   */
  record Parts(
      Worker worker,
      WorkQueues queues,
      TasksInHand tasks,
      Revocations revocations,
      Dispatcher dispatcher,
      ResultWriter results,
      RateLimits rates,
      RunTimeLimits limits,
      Slots slots,
      Scaling scaling,
      WorkerStats stats,
      Monitoring events) {}

  /**
   * Makes what listens, and does not start it.
   *
   * @param mingle whether the neighbours are asked what they know
   */
  RemoteControl(WorkerEnvironment app, String hostname, boolean mingle, Parts parts) {
    this.mingle =
        mingle ? Optional.of(new Mingle(app, hostname, parts.revocations())) : Optional.empty();
    this.node =
        app.settings().get(Setting.WORKER_ENABLE_REMOTE_CONTROL)
            ? Optional.of(
                new PidboxNode(
                    hostname,
                    app.pidbox().nodeQueue(hostname),
                    new RemoteRequests(app, hostname, panel(app, hostname, parts))))
            : Optional.empty();
  }

  static Panel panel(WorkerEnvironment app, String hostname, Parts parts) {
    Panel panel = new Panel();
    new NodeCommands(
            app,
            hostname,
            parts.revocations(),
            parts.stats(),
            new MemorySamples(new ResourceUsage()))
        .register(panel);
    new TaskCommands(app, parts.tasks(), parts.rates()).register(panel);
    new RevokeCommands(app, parts.revocations(), parts.tasks(), parts.dispatcher(), parts.results())
        .register(panel);
    new LimitCommands(app, parts.rates(), parts.limits()).register(panel);
    new PoolCommands(app, parts.worker(), parts.slots(), parts.scaling()).register(panel);
    new QueueCommands(app, parts.queues()).register(panel);
    new EventCommands(parts.events()).register(panel);
    for (RemoteCommand command : app.app().control().commands()) {
      panel.add(command, parts.worker());
    }
    return panel;
  }

  /**
   * Asks the neighbours what they know, and listens in a session from then on.
   *
   * @throws io.celeriac.BrokerException when the session is lost
   */
  void listen(Consumer session) {
    mingle.ifPresent(Mingle::sync);
    node.ifPresent(each -> each.listen(session));
  }

  /** Takes a delivery, if it is a command. */
  boolean take(Delivery delivery) {
    return node.isPresent() && node.get().take(delivery);
  }

  /** Waits until the commands that have come in are carried out. */
  void settle() throws InterruptedException {
    if (node.isPresent()) {
      node.get().settle();
    }
  }

  /** Listens no longer. */
  @Override
  public void close() {
    node.ifPresent(PidboxNode::close);
  }
}
