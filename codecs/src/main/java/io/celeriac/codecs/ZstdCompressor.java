package io.celeriac.codecs;

import io.airlift.compress.v3.zstd.ZstdInputStream;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import io.celeriac.protocol.Compressor;
import java.util.Arrays;
import java.util.List;

/** Celery's {@code zstd}: one Zstandard frame. */
public final class ZstdCompressor implements Compressor {

  /** Makes one; used by {@link java.util.ServiceLoader}. */
  public ZstdCompressor() {}

  @Override
  public List<String> names() {
    return List.of("zstd", "zstandard");
  }

  @Override
  public String contentType() {
    return "application/zstd";
  }

  @Override
  public byte[] compress(byte[] body) {
    ZstdJavaCompressor zstd = new ZstdJavaCompressor();
    byte[] out = new byte[zstd.maxCompressedLength(body.length)];
    return Arrays.copyOf(out, zstd.compress(body, 0, body.length, out, 0, out.length));
  }

  @Override
  public byte[] decompress(byte[] body, int maxBytes) {
    return Inflating.all(body, maxBytes, "zstd", ZstdInputStream::new);
  }
}
