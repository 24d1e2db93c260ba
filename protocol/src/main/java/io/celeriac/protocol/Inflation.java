package io.celeriac.protocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Decompresses to a limit without holding more than the result: what does not fit into a small
 * buffer is measured first and kept in a second run, so that a bomb costs some time and no memory.
 */
public final class Inflation {
  private static final int BUFFER = 1 << 20;
  private static final int CHUNK = 8192;

  private Inflation() {}

  /** Puts a decompressor on top of a stream of compressed bytes. */
  @FunctionalInterface
  public interface Opening {
    InputStream open(InputStream compressed) throws IOException;
  }

  /**
   * Returns what some data become.
   *
   * @param format what to call the data in errors
   * @throws LimitExceededException as soon as it is seen to be more than {@code maxBytes}
   * @throws IOException from the decompressor, when the data are broken
   */
  public static byte[] all(String format, byte[] compressed, int maxBytes, Opening opening)
      throws IOException {
    byte[] buffer = new byte[Math.clamp(4L * compressed.length, 64, BUFFER)];
    long size = run(format, compressed, maxBytes, opening, buffer);
    if (size <= buffer.length) {
      return size == buffer.length ? buffer : Arrays.copyOf(buffer, (int) size);
    }
    byte[] exact = new byte[(int) size];
    run(format, compressed, maxBytes, opening, exact);
    return exact;
  }

  /** Keeps as much as there is room for, and counts all. */
  private static long run(
      String format, byte[] compressed, int maxBytes, Opening opening, byte[] room)
      throws IOException {
    long size = 0;
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = opening.open(new ByteArrayInputStream(compressed))) {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        if (size < room.length) {
          int kept = (int) Math.min(count, room.length - size);
          System.arraycopy(chunk, 0, room, (int) size, kept);
        }
        size += count;
        if (size > maxBytes) {
          throw new LimitExceededException(
              "%s data of %d B become more than the %d B allowed"
                  .formatted(format, compressed.length, maxBytes));
        }
      }
    }
    return size;
  }
}
