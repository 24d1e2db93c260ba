package io.celeriac.redis;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.spi.ResultCodec;
import java.util.Optional;

/** Opens what hostile input reaches on Redis, but applications do not see. */
public final class RedisInside {

  private static final int LONGEST = 1 << 20;
  private static final EnvelopeReader ENVELOPES = new EnvelopeReader(new JsonSerializer(), LONGEST);

  private RedisInside() {}

  /** The message in an item of a list; empty when there is something wrong with the item. */
  public static Optional<Message> envelope(byte[] item) {
    Envelope envelope = ENVELOPES.read(item, "celery");
    if (envelope.defect() == null) {
      return Optional.of(envelope.message());
    }
    if (envelope.defect().isBlank()) {
      throw new AssertionError("a defect without a word");
    }
    return Optional.empty();
  }

  /** A value of the hash of reserved messages, marked as redelivered. */
  public static byte[] redelivered(byte[] value) {
    StoredMessage stored = StoredMessage.parse(value);
    if (stored.priority() < 0 || stored.priority() > 9) {
      throw new AssertionError("priority " + stored.priority());
    }
    String _ = stored.exchange() + stored.routingKey() + stored.envelope().length;
    return stored.redelivered();
  }

  /** The value of the hash around an envelope. */
  public static byte[] stored(byte[] envelope) {
    byte[] name = {'"', 'q', '"'};
    return StoredMessage.value(envelope, name, name);
  }

  /** A saved group. */
  public static Object group(ResultCodec codec, byte[] bytes) {
    return new GroupDocuments(codec).decode("g", bytes);
  }

  /** What one task has left for a chord. */
  public static Object part(ResultCodec codec, byte[] bytes) {
    return new GroupDocuments(codec).decodePart("g", 1, bytes);
  }
}
