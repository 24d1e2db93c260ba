package io.celeriac;

import io.celeriac.protocol.TaskHeaders;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.spi.EventDispatcher;
import io.celeriac.spi.Publication;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells monitors that a task was sent, where {@code task_send_sent_event} asks for it: once the
 * broker has its message.
 *
 * @param dispatcher what sends the events
 * @param wanted whether anything is told
 */
record SentEvents(EventDispatcher dispatcher, boolean wanted) {

  /** The fields of the event of a message; nothing when none is wanted. */
  Map<String, @Nullable Object> fields(
      TaskMessage message, Publication publication, Optional<Queue> queue) {
    if (!wanted) {
      return Map.of();
    }
    TaskHeaders headers = message.headers();
    Map<String, @Nullable Object> fields = LinkedHashMap.newLinkedHashMap(12);
    fields.put("uuid", headers.id());
    fields.put("root_id", headers.rootId());
    fields.put("parent_id", headers.parentId());
    fields.put("name", headers.task());
    fields.put("args", headers.argsrepr());
    fields.put("kwargs", headers.kwargsrepr());
    fields.put("retries", headers.retries());
    fields.put("eta", headers.eta());
    fields.put("expires", headers.expires());
    fields.put("queue", queue.map(Queue::name).orElse(null));
    fields.put("exchange", publication.exchange());
    fields.put("routing_key", publication.routingKey());
    return fields;
  }

  /** Tells of a message, when the broker has it. */
  CompletableFuture<Void> after(
      CompletableFuture<Void> published, Map<String, @Nullable Object> fields) {
    return fields.isEmpty()
        ? published
        : published.thenRun(() -> dispatcher.send("task-sent", fields));
  }
}
