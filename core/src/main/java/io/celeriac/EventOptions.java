package io.celeriac;

import java.time.Duration;
import java.util.Optional;

/**
 * What was said in code or on the command line of the events of a worker; what is empty is left to
 * the settings.
 *
 * @param taskEvents whether events of tasks are sent: {@code worker_send_task_events}
 * @param heartbeat whether it tells regularly that it is alive
 * @param heartbeatInterval how often; 2 seconds when empty
 * @param gossip whether it listens to the events of other workers
 */
public record EventOptions(
    Optional<Boolean> taskEvents,
    boolean heartbeat,
    Optional<Duration> heartbeatInterval,
    boolean gossip) {

  /** Nothing said. */
  public static final EventOptions DEFAULTS =
      new EventOptions(Optional.empty(), true, Optional.empty(), true);
}
