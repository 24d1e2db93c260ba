package io.celeriac.worker;

import io.celeriac.Reject;
import io.celeriac.Retry;
import io.celeriac.Setting;
import io.celeriac.TaskError;
import io.celeriac.TaskOptions;
import io.celeriac.spi.ResultDocument;
import io.celeriac.spi.WorkerEnvironment;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a task whose process has died: as in Celery it failed with a WorkerLostError,
 * unless it is to be retried, or given back to its queue, or had succeeded just before.
 * docs/protocol/worker.md, "When the process is lost".
 */
final class LostTask {

  private static final Logger LOG = LoggerFactory.getLogger(LostTask.class);

  private final WorkerEnvironment app;

  LostTask(WorkerEnvironment app) {
    this.app = app;
  }

  /** Whether the result of the task was stored before its process died; then nothing more is. */
  boolean hadSucceeded(Execution execution) {
    if (execution.policy().ignoreResult() || !app.hasResultBackend()) {
      return false;
    }
    try {
      Optional<ResultDocument> found = app.resultBackend().find(execution.request().id());
      boolean succeeded = found.filter(document -> document.status().equals("SUCCESS")).isPresent();
      if (succeeded) {
        LOG.warn("Task {} succeeded before its process was lost", execution);
      }
      return succeeded;
    } catch (RuntimeException e) {
      LOG.debug("Whether {} had succeeded cannot be told: {}", execution, e.getMessage());
      return false;
    }
  }

  /** The outcome, still to be recorded. */
  Outcome outcome(Execution execution, Child.Turn.Lost lost) {
    String text = "Worker exited prematurely: " + lost.status() + " Job: " + lost.job() + ".";
    TaskError.WorkerLostError error = new TaskError.WorkerLostError(text);
    TaskOptions options = execution.task().options();
    boolean retry =
        options.retryOnWorkerLost().orElse(app.settings().get(Setting.TASK_RETRY_ON_WORKER_LOST));
    boolean exhausted =
        options.maxRetries() >= 0 && execution.request().retries() >= options.maxRetries();
    if (retry && !exhausted) {
      Duration delay = options.defaultRetryDelay();
      return new Outcome.Again(Retry.in(delay).because(error), delay);
    }
    boolean reject =
        options
            .rejectOnWorkerLost()
            .or(() -> app.settings().find(Setting.TASK_REJECT_ON_WORKER_LOST))
            .orElse(false);
    if (reject && !retry && execution.policy().acksLate()) {
      return new Outcome.Rejected(new Reject(text, true), true);
    }
    return new Outcome.Failure(error);
  }
}
