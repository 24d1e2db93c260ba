package io.celeriac.worker;

import io.celeriac.Failures;
import io.celeriac.Reject;
import io.celeriac.SensitiveParameters;
import io.celeriac.TaskError;
import io.celeriac.protocol.PythonRepr;
import io.celeriac.protocol.TaskHeaders;
import io.celeriac.spi.EventDispatcher;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells monitors what becomes of tasks. Nothing is put together where nobody wants it: not without
 * {@code -E}, and not for tasks with {@code sendEvents} off. Which outcome tells what is in
 * docs/protocol/events.md.
 */
final class TaskEvents {

  private static final String GROUP = "task";

  private final EventDispatcher dispatcher;

  TaskEvents(EventDispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  private boolean wanted(Execution execution) {
    return dispatcher.wants(GROUP) && execution.task().options().sendEvents();
  }

  /** A task has arrived, and is to run. */
  void received(Execution execution) {
    if (!wanted(execution)) {
      return;
    }
    TaskHeaders headers = execution.request().message().headers();
    Map<String, @Nullable Object> fields = about(execution, 9);
    fields.put("name", execution.request().displayName());
    SensitiveParameters secret = execution.task().options().sensitive();
    if (secret.isEmpty()) {
      fields.put("args", headers.argsrepr() == null ? "" : headers.argsrepr());
      fields.put("kwargs", headers.kwargsrepr() == null ? "" : headers.kwargsrepr());
    } else { // the sender may not know what is not to be shown
      fields.put("args", PythonRepr.ofArgs(secret.args(execution.request().args())));
      fields.put("kwargs", PythonRepr.ofKwargs(secret.kwargs(execution.request().kwargs())));
    }
    fields.put("root_id", headers.rootId());
    fields.put("parent_id", headers.parentId());
    fields.put("retries", headers.retries());
    fields.put("eta", headers.eta());
    fields.put("expires", headers.expires());
    dispatcher.sendListed("task-received", fields);
  }

  /** A message names a task that is not registered; told whatever that task's options would be. */
  void notRegistered(String id, String name) {
    if (dispatcher.wants(GROUP)) {
      Map<String, @Nullable Object> fields = LinkedHashMap.newLinkedHashMap(2);
      fields.put("uuid", id);
      fields.put("exception", Failures.repr(new TaskError.NotRegistered(name)));
      dispatcher.sendListed("task-failed", fields);
    }
  }

  /** A task starts to run. */
  void started(Execution execution) {
    if (wanted(execution)) {
      dispatcher.sendListed("task-started", about(execution, 1));
    }
  }

  /** A task is not run, for a reason of {@link Decision.Drop}. */
  void dropped(Execution execution, String reason) {
    if (wanted(execution)) {
      revoked(execution, false, null, reason.equals("expired"));
    }
  }

  private void revoked(
      Execution execution, boolean terminated, @Nullable Integer signal, boolean expired) {
    Map<String, @Nullable Object> fields = about(execution, 4);
    fields.put("terminated", terminated);
    fields.put("signum", signal);
    fields.put("expired", expired);
    dispatcher.sendListed("task-revoked", fields);
  }

  /** A run has ended, and its message is settled. */
  void ended(Execution execution, Outcome outcome) {
    if (!wanted(execution)) {
      return;
    }
    boolean late = !execution.acknowledged();
    TaskPolicy policy = execution.policy();
    switch (outcome) {
      case Outcome.Success success -> succeeded(execution, success);
      case Outcome.Failure failure -> {
        if (late && !policy.acksOnFailure()) {
          rejected(execution, false);
        }
        failed(execution, Failures.repr(failure.thrown()), failure.thrown());
      }
      case Outcome.TimedOut timedOut -> {
        if (late && !policy.acksOnTimeout()) {
          rejected(execution, true);
        }
        failed(execution, Failures.repr(timedOut.thrown()), timedOut.thrown());
      }
      case Outcome.Again again -> retried(execution, again);
      case Outcome.Rejected rejected -> {
        if (!rejected.requeue()) {
          failed(execution, rejection(rejected.thrown()), rejected.thrown());
        }
        if (late) {
          rejected(execution, rejected.requeue());
        }
      }
      case Outcome.Terminated terminated ->
          revoked(execution, true, terminated.signal().number(), false);
      case Outcome.Cancelled _ -> dispatcher.sendListed("task-cancelled", about(execution, 1));
      case Outcome.Replaced _, Outcome.Ignored _ -> {}
    }
  }

  private void succeeded(Execution execution, Outcome.Success success) {
    Map<String, @Nullable Object> fields = about(execution, 3);
    fields.put(
        "result",
        success.value() instanceof OutcomeSummary.Shown shown
            ? shown.text()
            : PythonRepr.of(success.value()));
    fields.put("runtime", execution.runtimeNanos() / 1e9);
    dispatcher.sendListed("task-succeeded", fields);
  }

  private void failed(Execution execution, String exception, Throwable thrown) {
    Map<String, @Nullable Object> fields = about(execution, 3);
    fields.put("exception", exception);
    fields.put("traceback", traceback(thrown));
    dispatcher.sendListed("task-failed", fields);
  }

  /** As Python shows a {@code Reject}. */
  private static String rejection(Throwable thrown) {
    return thrown instanceof Reject reject
        ? "reject requeue=False: " + reject.getMessage()
        : Failures.repr(thrown);
  }

  private void retried(Execution execution, Outcome.Again again) {
    Map<String, @Nullable Object> fields = about(execution, 3);
    fields.put("exception", again.retry().reason().map(Failures::repr).orElse("None"));
    fields.put("traceback", traceback(again.retry()));
    dispatcher.sendListed("task-retried", fields);
  }

  /** Told of every failure, also of those whose stored results have none. */
  private static @Nullable String traceback(Throwable thrown) {
    return thrown instanceof RemoteFailure remote
        ? remote.traceback().orElse(null)
        : Failures.traceback(thrown);
  }

  private void rejected(Execution execution, boolean requeue) {
    Map<String, @Nullable Object> fields = about(execution, 2);
    fields.put("requeue", requeue);
    dispatcher.sendListed("task-rejected", fields);
  }

  private static Map<String, @Nullable Object> about(Execution execution, int fieldCount) {
    Map<String, @Nullable Object> fields = LinkedHashMap.newLinkedHashMap(fieldCount);
    fields.put("uuid", execution.request().id());
    return fields;
  }
}
