package io.celeriac.codecs;

import io.celeriac.protocol.Compressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** Celery's {@code bzip2}. */
public final class Bzip2Compressor implements Compressor {

  /** Makes one; used by {@link java.util.ServiceLoader}. */
  public Bzip2Compressor() {}

  @Override
  public List<String> names() {
    return List.of("bzip2", "bzip");
  }

  @Override
  public String contentType() {
    return "application/x-bz2";
  }

  @Override
  public byte[] compress(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BZip2CompressorOutputStream bzip2 = new BZip2CompressorOutputStream(out)) {
      bzip2.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Override
  public byte[] decompress(byte[] body, int maxBytes) {
    return Inflating.all(
        body,
        maxBytes,
        "bzip2",
        in -> new BZip2CompressorInputStream(in, /* decompressConcatenated= */ true));
  }
}
