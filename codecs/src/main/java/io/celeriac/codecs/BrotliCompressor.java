package io.celeriac.codecs;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import io.celeriac.protocol.Compressor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Celery's {@code brotli}. Needs a native library, which brotli4j brings in a jar of its own for
 * each platform; without it the others work, and using this one fails with the name of the missing
 * jar.
 */
public final class BrotliCompressor implements Compressor {
  /** The best quality, 11, is fifty times slower for a few per cent. */
  private static final int QUALITY = 5;

  /** Makes one; used by {@link java.util.ServiceLoader}. */
  public BrotliCompressor() {}

  @Override
  public List<String> names() {
    return List.of("brotli");
  }

  @Override
  public String contentType() {
    return "application/x-brotli";
  }

  @Override
  public byte[] compress(byte[] body) {
    ensureNative();
    try {
      return Encoder.compress(body, Encoder.Parameters.create(QUALITY));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte[] decompress(byte[] body, int maxBytes) {
    ensureNative();
    return Inflating.all(body, maxBytes, "brotli", BrotliInputStream::new);
  }

  private static void ensureNative() {
    if (!Brotli4jLoader.isAvailable()) {
      throw new IllegalStateException(
          "compression brotli needs brotli4j's native library for %s on %s: add the jar"
                  .formatted(System.getProperty("os.name"), System.getProperty("os.arch"))
              + " com.aayushatharva.brotli4j:native-<platform> to the class path",
          Brotli4jLoader.getUnavailabilityCause());
    }
  }
}
