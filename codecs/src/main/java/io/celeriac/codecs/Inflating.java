package io.celeriac.codecs;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.LimitExceededException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.tukaani.xz.MemoryLimitException;

/** Reads a decompressing stream to its end, or to the limit, whichever comes first. */
final class Inflating {
  private static final int CHUNK = 8192;

  private Inflating() {}

  static byte[] all(byte[] compressed, int maxBytes, String format, Opening opening) {
    try (InputStream in = opening.open(new ByteArrayInputStream(compressed))) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK];
      int count = in.read(chunk);
      while (count >= 0) {
        if (count > maxBytes - out.size()) {
          throw new LimitExceededException(
              "%s data of %d B become more than the %d B allowed"
                  .formatted(format, compressed.length, maxBytes));
        }
        out.write(chunk, 0, count);
        count = in.read(chunk);
      }
      return out.toByteArray();
    } catch (DecodeException e) {
      throw e;
    } catch (MemoryLimitException e) {
      throw new LimitExceededException(format + " data need too much memory: " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      // Decompressors meet broken data with index errors and the like as well.
      throw new DecodeException("not " + format + " data: " + e.getMessage(), e);
    }
  }

  /** Puts a decompressor on top of a stream of compressed bytes. */
  interface Opening {
    InputStream open(InputStream compressed) throws IOException;
  }
}
