package io.celeriac.codecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.Compressor;
import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Decoded;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.Serializer;
import io.celeriac.protocol.Serializers;
import io.celeriac.protocol.TaskMessageCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Messages of Python Celery with other serialisers than json and other compression than gzip. */
class RecordedMessagesTest {
  private final Serializers serializers = Serializers.installed();
  private final Compressors compressors = Compressors.installed();
  private final TaskMessageCodec codec =
      new TaskMessageCodec(serializers, compressors, DecodeLimits.DEFAULTS);
  private final AcceptContent accept =
      AcceptContent.of(List.of("json", "msgpack", "yaml"), serializers);

  @Test
  void all_serializers_and_compressors_are_installed() {
    assertThat(serializers.names()).containsExactly("json", "msgpack", "yaml");
    assertThat(compressors.names())
        .containsExactly(
            "brotli", "bzip", "bzip2", "gzip", "lzma", "xz", "zlib", "zstandard", "zstd");
  }

  @Test
  void no_vector_is_left_out() {
    assertThat(Vector.all(".*")).hasSize(22);
  }

  @TestFactory
  Stream<DynamicTest> what_python_sent_is_read_and_what_we_write_reads_the_same() {
    return Vector.all(".*").stream()
        .map(vector -> dynamicTest(vector.name(), () -> readAndWriteAgain(vector)));
  }

  private void readAndWriteAgain(Vector vector) {
    Message sent = vector.message();
    Decoded decoded = codec.decode(sent, accept, _ -> true);
    assertThat(decoded).isInstanceOf(Decoded.Task.class);
    Decoded.Task task = (Decoded.Task) decoded;
    assertThat(task.message().args())
        .usingRecursiveComparison()
        .isEqualTo(vector.given().get("args"));
    assertThat(task.message().kwargs()).isEqualTo(Vector.map(vector.given().get("kwargs")));

    Serializer serializer = serializers.named(String.valueOf(sent.contentType()));
    @Nullable Object method = sent.headers().get("compression");
    @Nullable Compressor compressor = method == null ? null : compressors.named(method.toString());
    Message again = codec.encode(task.message(), 2, serializer, compressor, MessageProperties.of());
    assertThat(again.contentType()).isEqualTo(sent.contentType());
    assertThat(again.contentEncoding()).isEqualTo(sent.contentEncoding());
    assertThat(again.headers().get("compression")).isEqualTo(method);
    assertThat(again.headers().get("argsrepr")).isEqualTo(sent.headers().get("argsrepr"));
    assertThat(((Decoded.Task) codec.decode(again, accept, _ -> true)).message())
        .usingRecursiveComparison()
        .isEqualTo(task.message());
    if (!serializer.name().equals("yaml")) { // whose layout is free
      assertThat(plain(again, compressor)).isEqualTo(plain(sent, compressor));
    }
  }

  private static String plain(Message message, @Nullable Compressor compressor) {
    byte[] body =
        compressor == null ? message.body() : compressor.decompress(message.body(), 1 << 20);
    return new String(body, StandardCharsets.ISO_8859_1);
  }
}
