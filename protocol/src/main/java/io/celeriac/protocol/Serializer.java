package io.celeriac.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Turns values into bytes and back: Celery's {@code serializer}. Found by {@link
 * java.util.ServiceLoader}, so an implementation needs a public constructor without parameters. It
 * must be safe for use by several threads.
 *
 * <p>Values are null, Boolean, Integer or Long, BigInteger, Float or Double, String, byte[], List,
 * Map with String keys, OffsetDateTime, ZonedDateTime, Instant, LocalDateTime (a time without
 * offset), LocalDate, LocalTime, OffsetTime, BigDecimal, {@link NonFiniteDecimal} and UUID.
 * Decoding yields Long for every integer that fits, Double, and OffsetDateTime for every time with
 * offset.
 */
public interface Serializer {

  /** Celery's name, such as {@code json}. */
  String name();

  /** The media type that messages carry. */
  String contentType();

  /** The content encoding that messages carry: {@code utf-8} for text, {@code binary} for bytes. */
  String contentEncoding();

  /**
   * Writes a value.
   *
   * @throws EncodeException if the value, or one within it, has no form here; the message tells
   *     where
   */
  byte[] encode(@Nullable Object value) throws EncodeException;

  /**
   * Reads a value.
   *
   * @param contentEncoding the encoding that the message names, if any
   * @throws DecodeException if the body is not valid
   * @throws LimitExceededException if it is larger, deeper or longer than the limits allow
   */
  @Nullable Object decode(byte[] body, @Nullable String contentEncoding) throws DecodeException;

  /** Returns this serialiser, held to the given limits when it decodes. */
  default Serializer limitedTo(DecodeLimits limits) {
    return this;
  }
}
