package io.celeriac.protocol;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes calls of tasks as messages and reads them again, in task protocols 1 and 2. Immutable and
 * safe for use by several threads.
 */
public final class TaskMessageCodec {
  private final Serializers serializers;
  private final Compressors compressors;
  private final DecodeLimits limits;

  public TaskMessageCodec(Serializers serializers, Compressors compressors, DecodeLimits limits) {
    this.serializers = serializers.limitedTo(limits);
    this.compressors = compressors;
    this.limits = limits;
  }

  /**
   * Writes a call.
   *
   * @param protocol 1 or 2
   * @param compression method for the body, or null for none
   * @param base properties to send; the correlation id becomes the task id
   * @throws EncodeException if an argument cannot be written by this serialiser
   */
  public Message encode(
      TaskMessage task,
      int protocol,
      Serializer serializer,
      @Nullable Compressor compression,
      MessageProperties base) {
    if (limits.maxNesting() > 0) {
      throw new UnsupportedOperationException("not yet");
    }
    return new Message(
        serializer.encode(serializers.names()),
        compressors.names().get(0),
        null,
        task.headers().toMap(),
        base);
  }

  /**
   * Reads a message, and judges it as a Celery worker does. Never throws.
   *
   * @param accept content types that may be decoded
   * @param registered tells whether a task of a name can be run here
   */
  public Decoded decode(Message message, AcceptContent accept, Predicate<String> registered) {
    return new Decoded.Malformed(Reaction.REJECT, "not yet", null, null);
  }
}
