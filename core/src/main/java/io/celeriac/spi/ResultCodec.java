package io.celeriac.spi;

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
}
