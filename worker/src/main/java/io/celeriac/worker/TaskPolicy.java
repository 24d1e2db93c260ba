package io.celeriac.worker;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.TaskRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * The options that hold for one run: the message's, then the task's, then the app's, then Celery's
 * defaults.
 *
 * @param acksLate whether the message is acknowledged after the run
 * @param acksOnFailure with late acks: whether a failed run is acknowledged
 * @param acksOnTimeout with late acks: whether a run that hit its hard limit is acknowledged
 * @param ignoreResult whether no result is stored
 * @param storeErrors whether failures are stored although results are ignored
 * @param trackStarted whether STARTED is stored
 * @param softTimeLimit when the task is told to end
 * @param timeout when the task is made to fail
 * @param timeLimit when the run is given up
 */
record TaskPolicy(
    boolean acksLate,
    boolean acksOnFailure,
    boolean acksOnTimeout,
    boolean ignoreResult,
    boolean storeErrors,
    boolean trackStarted,
    Optional<Duration> softTimeLimit,
    Optional<Duration> timeout,
    Optional<Duration> timeLimit) {

  static TaskPolicy of(
      TaskRequest request,
      TaskDefinition<?> task,
      Settings settings,
      WorkerConfig config,
      RunTimeLimits limits) {
    TaskOptions options = task.options();
    boolean acksOnEither = settings.get(Setting.TASK_ACKS_ON_FAILURE_OR_TIMEOUT);
    return new TaskPolicy(
        options.acksLate().orElse(settings.get(Setting.TASK_ACKS_LATE)),
        options
            .acksOnFailure()
            .orElse(settings.find(Setting.TASK_ACKS_ON_FAILURE).orElse(acksOnEither)),
        options
            .acksOnTimeout()
            .orElse(settings.find(Setting.TASK_ACKS_ON_TIMEOUT).orElse(acksOnEither)),
        request
            .ignoreResult()
            .or(options::ignoreResult)
            .orElse(settings.get(Setting.TASK_IGNORE_RESULT)),
        options
            .storeErrorsEvenIfIgnored()
            .orElse(settings.get(Setting.TASK_STORE_ERRORS_EVEN_IF_IGNORED)),
        options.trackStarted().orElse(settings.get(Setting.TASK_TRACK_STARTED)),
        limit(request.timelimit().soft()).or(() -> limits.soft(task)).or(config::softTimeLimit),
        options.timeout(),
        limit(request.timelimit().hard()).or(() -> limits.hard(task)).or(config::timeLimit));
  }

  /** The same with the limits that the worker of a child process counts. */
  TaskPolicy within(Order.Run order) {
    return new TaskPolicy(
        acksLate,
        acksOnFailure,
        acksOnTimeout,
        ignoreResult,
        storeErrors,
        trackStarted,
        order.softTimeLimit(),
        timeout,
        order.timeLimit());
  }

  /** A limit of zero in a message counts as none. */
  private static Optional<Duration> limit(@org.jspecify.annotations.Nullable Double seconds) {
    return seconds == null || seconds <= 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) Math.min(seconds * 1e9, Long.MAX_VALUE / 2.0)));
  }
}
