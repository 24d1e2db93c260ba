package io.celeriac.spi;

import org.jspecify.annotations.Nullable;

/**
 * Turns result documents into the bytes that every Celery reads, by {@code result_serializer} and
 * {@code result_compression}, and back.
 */
public interface ResultCodec {

  /**
   * The document's bytes.
   *
   * @throws io.celeriac.protocol.EncodeException when the result holds what the serializer cannot
   *     carry
   */
  byte[] encode(ResultDocument document);

  /**
   * The document of some bytes.
   *
   * @throws io.celeriac.protocol.DecodeException when they are no result document
   */
  ResultDocument decode(byte[] bytes);

  /**
   * A bare value's bytes, such as a part of a chord or a saved group.
   *
   * @throws io.celeriac.protocol.EncodeException when it holds what the serializer cannot carry
   */
  byte[] encodeValue(@Nullable Object value);

  /**
   * The value of some bytes.
   *
   * @throws io.celeriac.protocol.DecodeException when they are not of the serializer's form
   */
  @Nullable Object decodeValue(byte[] bytes);

  /** The same without compression, for stores that Celery does not compress in. */
  ResultCodec uncompressed();
}
