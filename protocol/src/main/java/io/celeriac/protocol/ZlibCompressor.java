package io.celeriac.protocol;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * What Celery calls gzip: a zlib stream (RFC 1950). A real gzip file is not read, because no other
 * Celery reads it either.
 */
public final class ZlibCompressor implements Compressor {
  private static final int CHUNK = 8192;

  /** Makes one; used by {@link java.util.ServiceLoader}. */
  public ZlibCompressor() {}

  @Override
  public List<String> names() {
    return List.of("gzip", "zlib");
  }

  @Override
  public String contentType() {
    return "application/x-gzip";
  }

  @Override
  public byte[] compress(byte[] body) {
    try (Deflater deflater = new Deflater()) {
      deflater.setInput(body);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(64, body.length / 4));
      byte[] chunk = new byte[CHUNK];
      while (!deflater.finished()) {
        out.write(chunk, 0, deflater.deflate(chunk));
      }
      return out.toByteArray();
    }
  }

  @Override
  public byte[] decompress(byte[] body, int maxBytes) {
    try (Inflater inflater = new Inflater()) {
      inflater.setInput(body);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] chunk = new byte[CHUNK];
      while (!inflater.finished()) {
        int count = inflater.inflate(chunk);
        if (count == 0 && !inflater.finished()) {
          throw new DecodeException("not a zlib stream: it ends too early or needs a dictionary");
        }
        if (count > maxBytes - out.size()) {
          throw new LimitExceededException(
              "zlib data of %d B become more than the %d B allowed"
                  .formatted(body.length, maxBytes));
        }
        out.write(chunk, 0, count);
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      throw new DecodeException("not a zlib stream (RFC 1950): " + e.getMessage(), e);
    }
  }
}
