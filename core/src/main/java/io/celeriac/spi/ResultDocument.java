package io.celeriac.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The document that Celery stores for a task: its state, and the result or the failure.
 *
 * @param taskId the task's id
 * @param status the state's name, one of Celery's or a custom one
 * @param result the value as the serializers' value model has it; for FAILURE, REVOKED and RETRY a
 *     map of exc_type, exc_message and exc_module
 * @param traceback text in Python's form, or null
 * @param children result tuples of what the task started, or null when that is not known
 * @param dateDone ISO-8601 text with offset for final states, or null
 * @param groupId the group it belongs to, or null
 * @param parentId the task that sent it, or null
 * @param extended what {@code result_extended} adds: name, args, kwargs, worker, retries, queue
 */
public record ResultDocument(
    String taskId,
    String status,
    @Nullable Object result,
    @Nullable String traceback,
    @Nullable List<@Nullable Object> children,
    @Nullable String dateDone,
    @Nullable String groupId,
    @Nullable String parentId,
    Map<String, @Nullable Object> extended) {

  public ResultDocument {
    extended = Collections.unmodifiableMap(new LinkedHashMap<>(extended));
  }

  /** Whether the state is final: SUCCESS, FAILURE or REVOKED. */
  public boolean isReady() {
    return switch (status) {
      case "SUCCESS", "FAILURE", "REVOKED" -> true;
      default -> false;
    };
  }
}
