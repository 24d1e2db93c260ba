package io.celeriac;

import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.protocol.SignatureData;
import io.celeriac.spi.DateDone;
import io.celeriac.spi.ReplyAddress;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import io.celeriac.spi.RunningTask;
import io.celeriac.spi.TaskScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Failures that are stored on behalf of tasks that never ran: the rest of a chain, the body of a
 * chord.
 */
final class StoredFailures {

  private final ResultBackend backend;
  private final DateDone done;
  private final boolean extended;

  StoredFailures(ResultBackend backend, DateDone done, boolean extended) {
    this.backend = backend;
    this.done = done;
    this.extended = extended;
  }

  /** For a task further down a chain; it has sent nothing. */
  void ofStep(SignatureData step, String id, Throwable thrown, @Nullable String traceback) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>();
    if (extended) {
      more.put("name", step.task());
      more.put("args", step.args());
      more.put("kwargs", step.kwargs());
      more.put("worker", null);
      more.put("retries", 0);
      more.put("queue", null);
    }
    store(
        new ResultDocument(
            id,
            "FAILURE",
            Failures.toWire(thrown),
            traceback,
            List.of(),
            done.now(),
            text(step, "group_id"),
            text(step, "parent_id"),
            more),
        text(step, "reply_to"));
  }

  /** For the body of a chord; its children are those of the task that is running. */
  void ofBody(String id, Throwable thrown, @Nullable String replyTo) {
    List<@Nullable Object> children =
        TaskScope.current()
            .map(RunningTask::children)
            .map(all -> all.stream().<@Nullable Object>map(ResultTuple::toWire).toList())
            .orElse(null);
    store(
        new ResultDocument(
            id,
            "FAILURE",
            Failures.toWire(thrown),
            Failures.traceback(thrown),
            children,
            done.now(),
            null,
            null,
            Map.of()),
        replyTo);
  }

  private void store(ResultDocument document, @Nullable String replyTo) {
    try {
      send(document, replyTo);
    } catch (EncodeException e) {
      // Arguments of an exception may be anything; its text always travels.
      send(
          new ResultDocument(
              document.taskId(),
              document.status(),
              Failures.toWire(new RuntimeException(String.valueOf(e.getMessage()))),
              document.traceback(),
              document.children(),
              document.dateDone(),
              document.groupId(),
              document.parentId(),
              Map.of()),
          replyTo);
    }
  }

  private void send(ResultDocument document, @Nullable String replyTo) {
    if (replyTo == null || replyTo.isEmpty()) {
      backend.store(document);
    } else {
      backend.store(document, new ReplyAddress(replyTo, document.taskId()));
    }
  }

  private static @Nullable String text(SignatureData step, String option) {
    Object value = step.options().get(option);
    return value == null ? null : value.toString();
  }
}
