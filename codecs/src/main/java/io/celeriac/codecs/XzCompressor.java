package io.celeriac.codecs;

import io.celeriac.protocol.Compressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/** Celery's {@code lzma}: writes the .xz container, reads that and the older .lzma. */
public final class XzCompressor implements Compressor {
  /** Room for the 64 MiB dictionary of preset 9, the largest; a header may ask for 4 GiB. */
  private static final int MAX_MEMORY_KIB = 96 * 1024;

  private static final int MAX_DICTIONARY = 8 << 20; // of the default preset

  /** Makes one; used by {@link java.util.ServiceLoader}. */
  public XzCompressor() {}

  @Override
  public List<String> names() {
    return List.of("lzma", "xz");
  }

  @Override
  public String contentType() {
    return "application/x-lzma";
  }

  @Override
  public byte[] compress(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (XZOutputStream xz = new XZOutputStream(out, options(body.length))) {
      xz.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  // Both sides set aside the dictionary's size, so it should not exceed what there is to compress.
  private static LZMA2Options options(int size) throws IOException {
    LZMA2Options options = new LZMA2Options();
    options.setDictSize(Math.clamp(size, LZMA2Options.DICT_SIZE_MIN, MAX_DICTIONARY));
    return options;
  }

  @Override
  public byte[] decompress(byte[] body, int maxBytes) {
    return Inflating.all(body, maxBytes, "xz or lzma", in -> open(body, in));
  }

  private static InputStream open(byte[] body, InputStream in) throws IOException {
    return isXz(body)
        ? new XZInputStream(in, MAX_MEMORY_KIB)
        : new LZMAInputStream(in, MAX_MEMORY_KIB);
  }

  private static boolean isXz(byte[] body) {
    return body.length > 0 && body[0] == (byte) 0xfd;
  }
}
