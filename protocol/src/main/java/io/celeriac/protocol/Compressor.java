package io.celeriac.protocol;

import java.util.List;

/**
 * Makes a serialised body smaller and restores it: Celery's {@code compression}. Found by {@link
 * java.util.ServiceLoader}, so an implementation needs a public constructor without parameters. It
 * must be safe for use by several threads.
 */
public interface Compressor {

  /** Celery's names, the usual one first, such as {@code gzip} and {@code zlib}. */
  List<String> names();

  /** The media type that the {@code compression} header carries. */
  String contentType();

  byte[] compress(byte[] body);

  /**
   * Restores a body, and stops before it grows beyond the limit.
   *
   * @param maxBytes most bytes to return
   * @throws DecodeException if the data are not of this format
   * @throws LimitExceededException if more than {@code maxBytes} would come out
   */
  byte[] decompress(byte[] body, int maxBytes) throws DecodeException;
}
