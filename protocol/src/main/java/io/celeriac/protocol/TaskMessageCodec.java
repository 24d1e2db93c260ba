package io.celeriac.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes calls of tasks as messages and reads them again, in task protocols 1 and 2. Immutable and
 * safe for use by several threads.
 */
public final class TaskMessageCodec {
  static final String COMPRESSION = "compression";

  private final MessageDecoder decoder;

  public TaskMessageCodec(Serializers serializers, Compressors compressors, DecodeLimits limits) {
    decoder = new MessageDecoder(new BodyDecoder(serializers, compressors, limits));
  }

  /**
   * Writes a call.
   *
   * @param protocol 1 or 2; protocol 1 has no room for chains, lineage, stamps and a shadow name
   * @param compression method for the body, or null for none
   * @param base properties to send; the correlation id becomes the task id
   * @throws EncodeException if an argument cannot be written by this serialiser; it names the place
   */
  public Message encode(
      TaskMessage task,
      int protocol,
      Serializer serializer,
      @Nullable Compressor compression,
      MessageProperties base) {
    Map<String, @Nullable Object> headers =
        switch (protocol) {
          case 1 -> new LinkedHashMap<>(task.headers().custom());
          case 2 -> task.headers().toMap();
          default ->
              throw new IllegalArgumentException(
                  "task_protocol must be 1 or 2, but is " + protocol);
        };
    byte[] body = protocol == 1 ? bodyOfProtocol1(task, serializer) : body(task, serializer);
    if (compression != null) {
      body = compression.compress(body);
      headers.put(COMPRESSION, compression.contentType());
    }
    return new Message(
        body,
        serializer.contentType(),
        serializer.contentEncoding(),
        headers,
        base.withCorrelationId(task.headers().id()));
  }

  private static byte[] body(TaskMessage task, Serializer serializer) {
    List<Object> body = List.of(task.args(), task.kwargs(), task.embed().toMap());
    try {
      return serializer.encode(body);
    } catch (EncodeException e) {
      throw e.moved("[0]", "args").moved("[1]", "kwargs").moved("[2]", "embed");
    }
  }

  private static byte[] bodyOfProtocol1(TaskMessage task, Serializer serializer) {
    TaskHeaders headers = task.headers();
    Map<String, @Nullable Object> embed = task.embed().toMap();
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("task", headers.task());
    body.put("id", headers.id());
    body.put("args", task.args());
    body.put("kwargs", task.kwargs());
    body.put("group", headers.group());
    body.put("group_index", headers.groupIndex());
    body.put("retries", headers.retries());
    body.put("eta", headers.eta());
    body.put("expires", headers.expires());
    body.put("utc", true); // the times carry their offset, whatever the app's time zone
    body.put("callbacks", embed.get("callbacks"));
    body.put("errbacks", embed.get("errbacks"));
    body.put("timelimit", headers.timelimit().toList());
    body.put("taskset", headers.group());
    body.put("chord", embed.get("chord"));
    return serializer.encode(body);
  }

  /**
   * Reads a message, and judges it as a Celery worker does. Never throws, whatever the message;
   * where a Celery worker would die of it, it is malformed and to be rejected.
   *
   * @param accept content types that may be decoded
   * @param registered tells whether a task of a name can be run here
   */
  public Decoded decode(Message message, AcceptContent accept, Predicate<String> registered) {
    try {
      return decoder.decode(message, accept, registered);
    } catch (StackOverflowError | OutOfMemoryError | RuntimeException e) {
      // Not expected. But the message is to blame, and must not come back to do it again.
      Map<String, @Nullable Object> headers = message.headers();
      return new Decoded.Malformed(
          Reaction.REJECT, "decoding failed: " + e, named(headers, "task"), named(headers, "id"));
    }
  }

  private static @Nullable String named(Map<String, @Nullable Object> headers, String name) {
    return headers.get(name) instanceof String text ? text : null;
  }
}
