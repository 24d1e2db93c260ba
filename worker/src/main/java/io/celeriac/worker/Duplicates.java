package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.Reject;
import io.celeriac.ResultBackendException;
import io.celeriac.Setting;
import io.celeriac.spi.ResultDocument;
import io.celeriac.spi.TaskScope;
import io.celeriac.spi.WorkerEnvironment;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a task with late acks from running again when its message is delivered once more although
 * it has succeeded ({@code worker_deduplicate_successful_tasks}): by the ids of those that
 * succeeded here, or by what the result backend says. docs/protocol/worker.md, "Delivered again".
 */
final class Duplicates {

  private static final Logger LOG = LoggerFactory.getLogger(Duplicates.class);
  private static final int MOST = 1_000;
  private static final Duration LIFETIME = Duration.ofHours(3);

  private final WorkerEnvironment app;
  private final boolean wanted;
  private final Revocations succeeded;

  Duplicates(WorkerEnvironment app, LongSupplier nanos) {
    this.app = app;
    this.wanted =
        app.settings().get(Setting.WORKER_DEDUPLICATE_SUCCESSFUL_TASKS)
            && app.hasResultBackend()
            && app.resultBackend().isPersistent();
    this.succeeded = new Revocations(MOST, LIFETIME, nanos);
  }

  /** Notes how a run ended. */
  void ended(Execution execution, Outcome outcome) {
    if (wanted && outcome instanceof Outcome.Success && execution.policy().acksLate()) {
      succeeded.add(execution.request().id());
    }
  }

  /**
   * What settles a task that need not run; empty when it is to run. May ask the result backend, but
   * only for a message that is delivered again.
   */
  Optional<Outcome> find(Execution execution, ExecutionContext context) {
    if (!wanted || !execution.policy().acksLate() || !execution.request().redelivered()) {
      return Optional.empty();
    }
    if (succeeded.contains(execution.request().id())) {
      WorkerLog.succeededBefore(execution);
      return Optional.of(new Outcome.Success(null));
    }
    return stored(execution)
        .filter(document -> document.status().equals("SUCCESS"))
        .map(document -> {
          WorkerLog.succeededBefore(execution);
          return carriedOn(execution, context, document);
        });
  }

  private Optional<ResultDocument> stored(Execution execution) {
    try {
      return app.resultBackend().find(execution.request().id());
    } catch (ResultBackendException e) {
      LOG.warn("Whether {} succeeded before cannot be told: {}", execution, e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Callbacks and the next step go out before a result is stored, and are then its children; where
   * it has none they are sent now. A chord's part is counted after that, and counts once.
   */
  private Outcome carriedOn(Execution execution, ExecutionContext context, ResultDocument stored) {
    try {
      TaskScope.call(
          context,
          () -> {
            if (stored.children() == null || stored.children().isEmpty()) {
              app.workflows().succeeded(execution.request(), stored.result());
            }
            app.workflows().part(execution.request(), "SUCCESS", stored.result());
            return true;
          });
    } catch (BrokerException | ResultBackendException e) {
      LOG.error("What follows {} could not be sent: {}", execution, e.getMessage(), e);
      return new Outcome.Rejected(new Reject(String.valueOf(e.getMessage()), true), true);
    } catch (RuntimeException e) {
      // It came malformed with the message, and would be so again.
      LOG.error("What follows {} cannot be carried out: {}", execution, e.getMessage(), e);
    } catch (Exception e) {
      throw new IllegalStateException("carrying on throws nothing checked", e);
    }
    return new Outcome.Success(null);
  }
}
