package io.celeriac.codecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.protocol.Compressor;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.LimitExceededException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;

class CompressorsTest {
  static Stream<Compressor> all() {
    return Stream.of(
        new Bzip2Compressor(), new XzCompressor(), new BrotliCompressor(), new ZstdCompressor());
  }

  @ParameterizedTest
  @MethodSource("all")
  void bytes_come_back_as_they_were(Compressor compressor) {
    for (int seed = 0; seed < 8; seed++) {
      Random random = new Random(seed);
      byte[] body = new byte[seed == 0 ? 0 : random.nextInt(50_000)];
      for (int i = 0; i < body.length; i++) {
        body[i] = (byte) random.nextInt(seed % 2 == 0 ? 256 : 3);
      }
      byte[] compressed = compressor.compress(body);
      assertThat(compressor.decompress(compressed, body.length))
          .as("seed %d", seed)
          .isEqualTo(body);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void a_bomb_is_stopped_at_the_limit(Compressor compressor) {
    byte[] bomb = compressor.compress(new byte[8 << 20]);
    assertThat(bomb.length).isLessThan(100_000);
    assertThatThrownBy(() -> compressor.decompress(bomb, 1 << 20))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("1048576 B allowed");
  }

  @ParameterizedTest
  @MethodSource("all")
  void broken_data_are_a_decoding_error(Compressor compressor) {
    byte[] text = "to be or not to be ".repeat(50).getBytes(StandardCharsets.UTF_8);
    byte[] compressed = compressor.compress(text);
    assertThatThrownBy(() -> compressor.decompress(text, 1 << 20))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(
            () -> compressor.decompress(Arrays.copyOf(compressed, compressed.length / 2), 1 << 20))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> compressor.decompress(new byte[0], 1 << 20))
        .isInstanceOf(DecodeException.class);
    int broken = 0;
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      byte[] mutated = compressed.clone();
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      try {
        compressor.decompress(mutated, 1 << 20);
      } catch (DecodeException _) {
        broken++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(broken).as("the only error there may be").isPositive();
  }

  @Test
  void the_older_lzma_format_is_read_as_well() throws IOException {
    byte[] body = "hello hello hello".getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (LZMAOutputStream lzma = new LZMAOutputStream(out, new LZMA2Options(), body.length)) {
      lzma.write(body);
    }
    assertThat(new XzCompressor().decompress(out.toByteArray(), 100)).isEqualTo(body);
  }

  @Test
  void a_header_that_asks_for_gigabytes_is_refused() {
    byte[] lzma = {0x5d, 0, 0, 0, 0x40, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0};
    assertThatThrownBy(() -> new XzCompressor().decompress(lzma, 1 << 20))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("memory");
  }
}
