package io.celeriac.codecs;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.Inflation;
import io.celeriac.protocol.LimitExceededException;
import java.io.IOException;
import org.tukaani.xz.MemoryLimitException;

/** Reads a decompressing stream to its end, or to the limit, whichever comes first. */
final class Inflating {

  private Inflating() {}

  static byte[] all(byte[] compressed, int maxBytes, String format, Inflation.Opening opening) {
    try {
      return Inflation.all(format, compressed, maxBytes, opening);
    } catch (DecodeException e) {
      throw e;
    } catch (MemoryLimitException e) {
      throw new LimitExceededException(format + " data need too much memory: " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      // Decompressors meet broken data with index errors and the like as well.
      throw new DecodeException("not " + format + " data: " + e.getMessage(), e);
    }
  }
}
