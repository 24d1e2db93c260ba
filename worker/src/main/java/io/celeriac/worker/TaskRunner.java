package io.celeriac.worker;

import io.celeriac.Arguments;
import io.celeriac.Ignore;
import io.celeriac.Reject;
import io.celeriac.Replace;
import io.celeriac.Retry;
import io.celeriac.TaskCallbacks;
import io.celeriac.TaskError;
import io.celeriac.TaskInterceptor;
import io.celeriac.spi.TaskScope;
import io.celeriac.spi.WorkerEnvironment;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs a task's code on the present thread, and says how it ended. */
final class TaskRunner {

  private final WorkerEnvironment app;
  private final RetryPlan retries;

  TaskRunner(WorkerEnvironment app, RetryPlan retries) {
    this.app = app;
    this.retries = retries;
  }

  @SuppressWarnings("CatchingUnchecked") // whatever a task throws is its outcome, Errors included
  Outcome run(Execution execution, ExecutionContext context) {
    try {
      Object value = TaskScope.call(context, () -> body(execution, context));
      return new Outcome.Success(encoded(value));
    } catch (Throwable thrown) {
      return outcome(execution, thrown);
    }
  }

  private @Nullable Object body(Execution execution, ExecutionContext context) throws Exception {
    Arguments arguments =
        Arguments.bind(
            execution.task(),
            execution.request().args(),
            execution.request().kwargs(),
            app.converter());
    Optional<TaskCallbacks> callbacks = execution.task().callbacks();
    if (callbacks.isPresent()) {
      callbacks.get().beforeStart(context);
    }
    return intercepted(app.interceptors(), 0, execution, context, arguments);
  }

  private static @Nullable Object intercepted(
      List<TaskInterceptor> interceptors,
      int index,
      Execution execution,
      ExecutionContext context,
      Arguments arguments)
      throws Exception {
    return index == interceptors.size()
        ? execution.task().handler().run(context, arguments)
        : interceptors
            .get(index)
            .around(
                context, () -> intercepted(interceptors, index + 1, execution, context, arguments));
  }

  private @Nullable Object encoded(@Nullable Object value) {
    try {
      return app.converter().toWire(value);
    } catch (io.celeriac.protocol.EncodeException e) {
      throw new TaskError.EncodeError(String.valueOf(e.getMessage()));
    }
  }

  private Outcome outcome(Execution execution, Throwable thrown) {
    return switch (execution.interruption()) {
      case TERMINATED ->
          interrupted(thrown)
              ? new Outcome.Terminated(execution.signal())
              : byType(execution, thrown);
      case SHUTDOWN -> interrupted(thrown) ? new Outcome.Cancelled() : byType(execution, thrown);
      case SOFT_LIMIT, TIMEOUT, HARD_LIMIT ->
          byType(
              execution,
              interrupted(thrown)
                  ? new TaskError.SoftTimeLimitExceeded(
                      execution.policy().softTimeLimit().orElse(Duration.ZERO))
                  : thrown);
      case NONE -> byType(execution, thrown);
    };
  }

  private Outcome byType(Execution execution, Throwable thrown) {
    return switch (thrown) {
      case Retry retry -> retries.requested(execution, retry);
      case Ignore ignore -> new Outcome.Ignored(String.valueOf(ignore.getMessage()));
      case Replace replace -> new Outcome.Replaced(replace.replacement());
      case Reject reject -> new Outcome.Rejected(reject, reject.requeue());
      default -> retries.failed(execution, thrown);
    };
  }

  /** Whether something is what an interrupt looks like, or was caused by one. */
  private static boolean interrupted(Throwable thrown) {
    int depth = 0;
    for (Throwable t = thrown; t != null && depth++ < 20; t = t.getCause()) {
      if (t instanceof InterruptedException
          || t instanceof ClosedByInterruptException
          || t instanceof java.io.InterruptedIOException
          || t instanceof TaskError.SoftTimeLimitExceeded
          || (t instanceof java.net.SocketException
              && "Closed by interrupt".equals(t.getMessage()))) {
        return true;
      }
    }
    return false;
  }
}
