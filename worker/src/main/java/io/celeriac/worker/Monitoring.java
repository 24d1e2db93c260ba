package io.celeriac.worker;

import io.celeriac.spi.EventDispatcher;
import io.celeriac.spi.WorkerEnvironment;
import java.util.Optional;
import java.util.function.IntSupplier;

/** What others see of this worker by themselves: its events, and its part in gossip. */
final class Monitoring implements AutoCloseable {

  private final EventDispatcher events;
  private final TaskEvents tasks;
  private final Totals totals = new Totals();
  private final Optional<Heartbeat> heartbeat;
  private final Optional<Gossip> gossip;

  /** Sends nothing yet. */
  Monitoring(WorkerEnvironment app, WorkerConfig config, Timer timer, IntSupplier active) {
    EventPolicy policy = config.events();
    this.events =
        policy.sendsEvents()
            ? app.eventDispatcher(config.hostname(), policy.groups())
            : EventDispatcher.unavailable(config.hostname());
    this.tasks = new TaskEvents(events);
    this.heartbeat =
        policy.heartbeat()
            ? Optional.of(new Heartbeat(events, timer, policy.heartbeatInterval(), totals, active))
            : Optional.empty();
    this.gossip =
        policy.gossip()
            ? Optional.of(new Gossip(app, config.hostname(), events, timer))
            : Optional.empty();
  }

  /** What tells of tasks. */
  TaskEvents tasks() {
    return tasks;
  }

  /** What was accepted since the start. */
  Totals totals() {
    return totals;
  }

  /** Remote control wants the events of tasks. */
  EventDispatcher.Switched enableTaskEvents() {
    return events.enable("task");
  }

  /** Remote control does not want the events of tasks. */
  EventDispatcher.Switched disableTaskEvents() {
    return events.disable("task");
  }

  /** Remote control wants a heartbeat now. */
  void sendHeartbeat() {
    Heartbeat.sendAskedFor(events);
  }

  /** The part in gossip, if it has one. */
  Optional<Gossip> gossip() {
    return gossip;
  }

  /** The worker is connected, for the first time or again, and about to take tasks. */
  void connected() {
    heartbeat.ifPresent(Heartbeat::online);
    gossip.ifPresent(Gossip::start);
  }

  /** The worker takes no more tasks; those that run are still told of. */
  void stopping() {
    heartbeat.ifPresent(Heartbeat::offline);
  }

  /** Sends what is left. */
  @Override
  public void close() {
    gossip.ifPresent(Gossip::close);
    events.close();
  }
}
