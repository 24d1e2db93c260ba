package io.celeriac;

import io.celeriac.spi.Completed;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Repeats a publish that failed for a reason that may pass, by {@code task_publish_retry} and
 * {@code task_publish_retry_policy}. At-least-once: a message may have been taken although its
 * publish failed, and goes out again under the same task id.
 *
 * <p>Resilience4j and Failsafe were looked at; a policy of four numbers on one future needs
 * neither.
 *
 * @param maxRetries how often at the most
 * @param start the first wait
 * @param step how much longer each further wait is
 * @param max the longest wait
 */
record PublishRetry(int maxRetries, Duration start, Duration step, Duration max) {

  static PublishRetry of(Settings settings) {
    if (!settings.get(Setting.TASK_PUBLISH_RETRY)) {
      return new PublishRetry(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }
    Map<String, Object> policy = settings.get(Setting.TASK_PUBLISH_RETRY_POLICY);
    int retries = policy.get("max_retries") instanceof Number n ? n.intValue() : 3;
    return new PublishRetry(
        retries,
        seconds(policy, "interval_start", 0),
        seconds(policy, "interval_step", 0.2),
        seconds(policy, "interval_max", 1));
  }

  private static Duration seconds(Map<String, Object> policy, String name, double fallback) {
    double value = policy.get(name) instanceof Number n ? n.doubleValue() : fallback;
    return Duration.ofNanos((long) (value * 1e9));
  }

  /** Runs an attempt until it succeeds, fails for good, or the retries are used up. */
  CompletableFuture<Void> run(Supplier<CompletableFuture<Void>> attempt) {
    return run(attempt, 0);
  }

  private CompletableFuture<Void> run(Supplier<CompletableFuture<Void>> attempt, int done) {
    return start(attempt)
        .exceptionallyCompose(failure -> {
          if (done >= maxRetries || !passing(failure)) {
            return CompletableFuture.failedFuture(Completed.unwrapped(failure));
          }
          Executor later =
              CompletableFuture.delayedExecutor(
                  waitBefore(done).toNanos(),
                  java.util.concurrent.TimeUnit.NANOSECONDS,
                  task -> Thread.ofVirtual().name("publish-retry").start(task));
          // Async, since an attempt may wait for the broker, and the thread that tells of the
          // failure
          // may be the one that reads the broker's replies.
          return CompletableFuture.<Void>completedFuture(null)
              .thenComposeAsync(_ -> run(attempt, done + 1), later);
        });
  }

  private static CompletableFuture<Void> start(Supplier<CompletableFuture<Void>> attempt) {
    try {
      return attempt.get();
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  Duration waitBefore(int done) {
    Duration wait = start.plus(step.multipliedBy(done));
    return wait.compareTo(max) > 0 ? max : wait;
  }

  private static boolean passing(Throwable failure) {
    return Completed.unwrapped(failure) instanceof BrokerException broker && broker.recoverable();
  }
}
