package io.celeriac.worker;

import io.celeriac.Backoff;
import io.celeriac.Retry;
import io.celeriac.SensitiveParameters;
import io.celeriac.TaskError;
import io.celeriac.TaskOptions;
import io.celeriac.TaskRequest;
import io.celeriac.protocol.PythonRepr;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Decides whether a run is followed by a retry, and after which delay. */
final class RetryPlan {

  private final Clock clock;
  private final RandomGenerator random;

  RetryPlan(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** The task asked for a retry. */
  Outcome requested(Execution execution, Retry retry) {
    TaskRequest request = execution.request();
    int limit = retry.maxRetries().orElse(execution.task().options().maxRetries());
    if (limit >= 0 && request.retries() >= limit) {
      return new Outcome.Failure(retry.reason().orElseGet(() -> exhausted(execution)));
    }
    return new Outcome.Again(retry, delay(retry, execution.task().options(), request.retries()));
  }

  /** The task failed: retried when its options say so of such a failure. */
  Outcome failed(Execution execution, Throwable thrown) {
    TaskOptions options = execution.task().options();
    boolean covered =
        options.autoretryFor().stream().anyMatch(type -> type.isInstance(thrown))
            && options.dontAutoretryFor().stream().noneMatch(type -> type.isInstance(thrown));
    return covered
        ? requested(execution, Retry.later().because(thrown))
        : new Outcome.Failure(thrown);
  }

  private Duration delay(Retry retry, TaskOptions options, int retries) {
    Optional<Duration> given =
        retry.countdown().or(() -> retry.eta().map(eta -> Duration.between(clock.instant(), eta)));
    Optional<Backoff> backoff = options.retryBackoff();
    return given.orElseGet(() ->
        backoff.map(growing -> growing.delay(retries, random)).orElse(options.defaultRetryDelay()));
  }

  private static TaskError.MaxRetriesExceededError exhausted(Execution execution) {
    TaskRequest request = execution.request();
    SensitiveParameters secret = execution.task().options().sensitive();
    return new TaskError.MaxRetriesExceededError(
        "Can't retry "
            + request.task()
            + "["
            + request.id()
            + "] args:"
            + PythonRepr.ofArgs(secret.args(request.args()))
            + " kwargs:"
            + PythonRepr.ofKwargs(secret.kwargs(request.kwargs())));
  }
}
