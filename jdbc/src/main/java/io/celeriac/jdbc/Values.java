package io.celeriac.jdbc;

import io.celeriac.protocol.DecodeException;
import io.celeriac.spi.ResultCodec;
import org.jspecify.annotations.Nullable;

/**
 * Values in binary columns, by {@code result_serializer}. Celery before 5.7 wrote pickles there,
 * which are told apart and never read.
 */
final class Values {
  private static final byte PICKLE = (byte) 0x80;

  private final ResultCodec codec;

  Values(ResultCodec codec) {
    this.codec = codec;
  }

  byte[] encode(@Nullable Object value) {
    return codec.encodeValue(value);
  }

  /**
   * The value of a column.
   *
   * @param what what it is, to begin a message with
   * @throws DecodeException when it cannot be read
   */
  @Nullable Object decode(String what, @Nullable Object column) {
    if (!(column instanceof byte[] bytes)) {
      return null;
    }
    try {
      return codec.decodeValue(bytes);
    } catch (RuntimeException e) {
      throw new DecodeException(
          bytes.length > 0 && bytes[0] == PICKLE
              ? what
                  + " is a Python pickle, which is never read here: Celery before 5.7 wrote such"
                  + " rows, and so does result_serializer 'pickle'; let the workers use json and"
                  + " run the task again"
              : what + " cannot be read: " + e.getMessage(),
          e);
    }
  }

  /** The value of some bytes; null when they cannot be read. */
  @Nullable Object decodeQuietly(byte[] bytes) {
    try {
      return codec.decodeValue(bytes);
    } catch (RuntimeException e) {
      return null;
    }
  }
}
