package io.celeriac;

import io.celeriac.spi.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What was said of a worker in code or on the command line; what is empty is left to the settings.
 *
 * @param hostname the node name, such as {@code w1@%h}; {@code celery@<host>} when empty
 * @param queues what to consume; the app's queues when empty
 * @param excludedQueues what not to consume of those
 * @param pool the kind of pool
 * @param concurrency how many tasks run at once
 * @param prefetchMultiplier messages held for each slot; 0 for no limit
 * @param timeLimit hard limit of tasks without one
 * @param softTimeLimit soft limit of tasks without one
 * @param softShutdownTimeout how long running tasks get before a cold shutdown
 * @param coldSigterm whether SIGTERM ends it cold, as SIGQUIT does
 * @param control how it is steered, and what it keeps of that
 * @param events what it tells others of itself
 */
public record WorkerOptions(
    Optional<String> hostname,
    List<String> queues,
    List<String> excludedQueues,
    Optional<PoolKind> pool,
    OptionalInt concurrency,
    OptionalInt prefetchMultiplier,
    Optional<Duration> timeLimit,
    Optional<Duration> softTimeLimit,
    Optional<Duration> softShutdownTimeout,
    boolean coldSigterm,
    ControlOptions control,
    EventOptions events) {

  private static final String KIND = "celery";

  /** Nothing was said. */
  public static final WorkerOptions UNSAID =
      new WorkerOptions(
          Optional.empty(),
          List.of(),
          List.of(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          ControlOptions.DEFAULTS,
          EventOptions.DEFAULTS);

  public WorkerOptions {
    queues = List.copyOf(queues);
    excludedQueues = List.copyOf(excludedQueues);
  }

  /** The node name in full. */
  public String nodeName() {
    return hostname.map(name -> NodeName.of(KIND, name)).orElseGet(() -> NodeName.ofThisHost(KIND));
  }
}
