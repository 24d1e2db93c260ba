package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.Reject;
import io.celeriac.ResultBackendException;
import io.celeriac.TaskCallbacks;
import io.celeriac.TaskError;
import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.TaskScope;
import io.celeriac.spi.Workflows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what an outcome asks for in the process that ran the task, in Celery's order: what
 * follows is sent, the state is stored, the log says so, and the callbacks are called. Knows
 * nothing of the message's settlement, which comes after it and may be another process's.
 */
final class OutcomeRecorder {

  private static final Logger LOG = LoggerFactory.getLogger(OutcomeRecorder.class);

  private final Workflows workflows;
  private final ResultWriter results;
  private final RetryMessage retries;

  OutcomeRecorder(Workflows workflows, ResultWriter results, RetryMessage retries) {
    this.workflows = workflows;
    this.results = results;
    this.retries = retries;
  }

  /**
   * Records how a run ended; called once, by who claimed its end.
   *
   * @return the outcome that its message is settled by: another one when recording failed
   */
  Outcome record(Execution execution, ExecutionContext context, Outcome outcome) {
    Outcome last = carriedOut(execution, context, outcome);
    WorkerLog.ended(execution, last);
    call(execution, context, last);
    return last;
  }

  /** As part of the task, so that what is sent counts as its children. */
  private Outcome carriedOut(Execution execution, ExecutionContext context, Outcome outcome) {
    try {
      return TaskScope.call(context, () -> carryOut(execution, outcome));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("recording an outcome throws nothing checked", e);
    }
  }

  /** What is sent and stored; the outcome is another one when that fails. */
  private Outcome carryOut(Execution execution, Outcome outcome) {
    try {
      return switch (outcome) {
        case Outcome.Success success -> succeeded(execution, success);
        case Outcome.Failure failure -> failed(execution, failure);
        case Outcome.TimedOut timedOut -> {
          failed(execution, timedOut.thrown());
          yield timedOut;
        }
        case Outcome.Replaced replaced -> replaced(execution, replaced);
        case Outcome.Again again -> again(execution, again);
        case Outcome.Rejected rejected -> {
          if (!rejected.requeue()) {
            failed(execution, rejected.thrown());
          }
          yield rejected;
        }
        case Outcome.Terminated terminated -> {
          results.revoked(execution, "terminated");
          workflows.part(execution.request(), "REVOKED", ResultWriter.revocation("terminated"));
          yield terminated;
        }
        case Outcome.Ignored ignored -> ignored;
        case Outcome.Cancelled cancelled -> cancelled;
      };
    } catch (ResultBackendException e) {
      LOG.error("The state of {} could not be stored: {}", execution, e.getMessage(), e);
      return unrecorded(execution, outcome, e);
    } catch (BrokerException e) {
      LOG.error("What follows {} could not be sent: {}", execution, e.getMessage(), e);
      return unrecorded(execution, outcome, e);
    } catch (RuntimeException e) {
      // Such as an error callback that came malformed with the message: it would be so again.
      LOG.error("What follows {} cannot be carried out: {}", execution, e.getMessage(), e);
      return outcome;
    }
  }

  /**
   * With late acks the message goes back rather than being lost with what could not be recorded.
   */
  private static Outcome unrecorded(Execution execution, Outcome outcome, RuntimeException cause) {
    return execution.acknowledged()
        ? outcome
        : new Outcome.Rejected(new Reject(String.valueOf(cause.getMessage()), true), true);
  }

  /** What was to be sent is not: as in Celery a failure, unless the message can go back for it. */
  private Outcome unsent(Execution execution, RuntimeException cause) {
    if (cause instanceof ResultBackendException
        || (cause instanceof BrokerException && !execution.acknowledged())) {
      throw cause;
    }
    LOG.error("What follows {} could not be sent: {}", execution, cause.getMessage(), cause);
    return failed(execution, new Outcome.Failure(cause));
  }

  private Outcome succeeded(Execution execution, Outcome.Success success) {
    try {
      workflows.succeeded(execution.request(), success.value());
    } catch (RuntimeException e) {
      return unsent(execution, e);
    }
    try {
      results.success(execution, success.value());
      results.patiently(() -> workflows.part(execution.request(), "SUCCESS", success.value()));
      return success;
    } catch (TaskError.EncodeError e) {
      return failed(execution, new Outcome.Failure(e));
    }
  }

  private Outcome replaced(Execution execution, Outcome.Replaced replaced) {
    try {
      workflows.replace(execution.request(), replaced.replacement());
      return replaced;
    } catch (RuntimeException e) {
      return unsent(execution, e);
    }
  }

  private Outcome failed(Execution execution, Outcome.Failure failure) {
    failed(execution, failure.thrown());
    return failure;
  }

  /** Stores a failure, and lets the workflow that the task is part of know of it. */
  private void failed(Execution execution, Throwable thrown) {
    String traceback = ResultWriter.traceback(thrown);
    try {
      results.failure(execution, thrown, traceback);
    } catch (EncodeException e) {
      // Arguments of an exception may be anything; its text always travels.
      Throwable text = new RuntimeException(String.valueOf(thrown));
      results.failure(execution, text, ResultWriter.traceback(text));
    }
    workflows.failed(execution.request(), thrown, traceback, results.errorsWanted(execution));
  }

  private Outcome again(Execution execution, Outcome.Again again) {
    try {
      retries.send(execution, again);
    } catch (RuntimeException e) {
      return unsent(execution, e);
    }
    if (execution.task().options().trail()) {
      execution.children().add(ResultTuple.task(execution.request().id()));
    }
    results.retry(execution, again);
    return again;
  }

  private static void call(Execution execution, ExecutionContext context, Outcome outcome) {
    if (execution.task().callbacks().isEmpty()) {
      return;
    }
    TaskCallbacks callbacks = execution.task().callbacks().get();
    try {
      switch (outcome) {
        case Outcome.Success success -> {
          callbacks.onSuccess(context, success.value());
          callbacks.afterReturn(context, "SUCCESS");
        }
        case Outcome.Failure failure -> failed(callbacks, context, failure.thrown());
        case Outcome.TimedOut timedOut -> failed(callbacks, context, timedOut.thrown());
        case Outcome.Again again -> {
          callbacks.onRetry(context, again.retry().reason().orElse(again.retry()));
          callbacks.afterReturn(context, "RETRY");
        }
        case Outcome.Rejected rejected -> {
          if (!rejected.requeue()) {
            failed(callbacks, context, rejected.thrown());
          }
        }
        case Outcome.Replaced _, Outcome.Ignored _, Outcome.Terminated _, Outcome.Cancelled _ -> {}
      }
    } catch (Exception | LinkageError | AssertionError e) {
      LOG.error("A callback of {} threw; that changes nothing for the task", execution, e);
    }
  }

  private static void failed(TaskCallbacks callbacks, ExecutionContext context, Throwable thrown)
      throws Exception {
    callbacks.onFailure(context, thrown);
    callbacks.afterReturn(context, "FAILURE");
  }
}
