package io.celeriac.codecs;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Serializer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

/**
 * Celery's {@code msgpack}: text as str, bytes as bin, no extension types, so dates, decimals and
 * UUIDs cannot be written. Immutable.
 */
public final class MsgpackSerializer implements Serializer {
  private final DecodeLimits limits;

  /** Makes one; used by {@link java.util.ServiceLoader}. */
  public MsgpackSerializer() {
    this(DecodeLimits.DEFAULTS);
  }

  private MsgpackSerializer(DecodeLimits limits) {
    this.limits = limits;
  }

  @Override
  public String name() {
    return "msgpack";
  }

  @Override
  public String contentType() {
    return "application/x-msgpack";
  }

  @Override
  public String contentEncoding() {
    return "binary";
  }

  @Override
  public byte[] encode(@Nullable Object value) {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      new MsgpackWriter(packer).write(value);
      return packer.toByteArray();
    } catch (IOException e) {
      throw new AssertionError("a buffer in memory fails", e);
    }
  }

  @Override
  public @Nullable Object decode(byte[] body, @Nullable String contentEncoding) {
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(body)) {
      return new MsgpackReader(unpacker, body.length, limits).document();
    } catch (IOException | MessagePackException e) {
      throw new DecodeException("not MessagePack: " + e.getMessage(), e);
    }
  }

  @Override
  public Serializer limitedTo(DecodeLimits newLimits) {
    return new MsgpackSerializer(newLimits);
  }
}
