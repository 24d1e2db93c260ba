package io.celeriac.worker;

import io.celeriac.EventOptions;
import io.celeriac.Setting;
import io.celeriac.Settings;
import java.time.Duration;
import java.util.Set;

/**
 * What a worker tells others, and hears from them, once options and settings are put together.
 *
 * @param taskEvents whether events of tasks are sent from the start
 * @param heartbeat whether it tells regularly that it is alive
 * @param heartbeatInterval how often
 * @param gossip whether it listens to other workers
 */
record EventPolicy(
    boolean taskEvents, boolean heartbeat, Duration heartbeatInterval, boolean gossip) {

  private static final Duration INTERVAL = Duration.ofSeconds(2);

  static EventPolicy of(EventOptions options, Settings settings) {
    return new EventPolicy(
        options.taskEvents().orElse(settings.get(Setting.WORKER_SEND_TASK_EVENTS)),
        options.heartbeat(),
        options.heartbeatInterval().orElse(INTERVAL),
        options.gossip());
  }

  /** Whether events are sent at all; as in Celery, remote control cannot change that. */
  boolean sendsEvents() {
    return taskEvents || heartbeat || gossip;
  }

  /** The groups of events that are sent; empty for all. */
  Set<String> groups() {
    return taskEvents ? Set.of() : Set.of("worker");
  }
}
