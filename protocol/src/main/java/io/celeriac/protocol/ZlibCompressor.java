package io.celeriac.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

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
    try {
      return Inflation.all("zlib", body, maxBytes, WithoutDictionary::new);
    } catch (IOException e) {
      throw new DecodeException("not a zlib stream (RFC 1950): " + e.getMessage(), e);
    }
  }

  /** A stream that asks for a preset dictionary would else be taken for an empty one. */
  private static final class WithoutDictionary extends InflaterInputStream {
    WithoutDictionary(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int count = super.read(to, offset, length);
      if (count < 0 && inf.needsDictionary()) {
        throw new ZipException("it needs a dictionary");
      }
      return count;
    }
  }
}
