package io.celeriac.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages made to break a worker: each must end in a verdict, soon, and in little memory. */
class HostileMessagesTest {
  private final Compressors compressors = Compressors.installed();
  private final TaskMessageCodec codec =
      new TaskMessageCodec(Serializers.installed(), compressors, DecodeLimits.DEFAULTS);

  @Test
  void mutations_of_valid_messages_never_throw() {
    List<Message> valid =
        Vector.all(
                "(v1-(options|link|chord)|v2-(chain|stamps|link-both|custom-headers|nested-values)|json-nested|compression-gzip|reaction-hybrid-body)[.]amqp[.]json")
            .stream()
            .flatMap(vector ->
                (vector.name().startsWith("reaction")
                        ? List.of(vector.givenMessage())
                        : vector.messages())
                    .stream())
            .toList();
    assertThat(valid).hasSizeGreaterThan(10);
    int[] outcomes = new int[3];
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      Message message = mutated(valid.get(random.nextInt(valid.size())), random);
      try {
        switch (codec.decode(message, AcceptContent.JSON, _ -> true)) {
          case Decoded.Task _ -> outcomes[0]++;
          case Decoded.UnknownTask _ -> outcomes[1]++;
          case Decoded.Malformed malformed -> {
            assertThat(malformed.reason()).as("seed %d", seed).doesNotStartWith("decoding failed");
            outcomes[2]++;
          }
        }
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ": " + message, e);
      }
    }
    assertThat(outcomes[0]).isPositive();
    assertThat(outcomes[1]).isZero();
    assertThat(outcomes[2]).isPositive();
  }

  private static Message mutated(Message message, Random random) {
    byte[] body = message.body().clone();
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(message.headers());
    String contentType = message.contentType();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        case 1 -> {
          int at = random.nextInt(body.length);
          body[at] = (byte) "[]{},:\"0-.eE \\u".charAt(random.nextInt(15));
        }
        case 2 -> body = Arrays.copyOf(body, Math.max(1, random.nextInt(body.length + 1)));
        case 3 -> swap(body, random);
        case 4 -> {
          if (!headers.isEmpty()) {
            String name = List.copyOf(headers.keySet()).get(random.nextInt(headers.size()));
            headers.put(name, junk(random));
          }
        }
        default -> {
          headers.remove("id");
          contentType = random.nextBoolean() ? contentType : null;
        }
      }
    }
    return new Message(body, contentType, message.contentEncoding(), headers, message.properties());
  }

  private static void swap(byte[] body, Random random) {
    int a = random.nextInt(body.length);
    int b = random.nextInt(body.length);
    byte kept = body[a];
    body[a] = body[b];
    body[b] = kept;
  }

  private static @Nullable Object junk(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> null;
      case 1 -> "";
      case 2 -> List.of(1, 2);
      case 3 -> Map.of("a", 1);
      case 4 -> random.nextLong();
      case 5 -> Double.NaN;
      case 6 -> new byte[] {1, 2};
      case 7 -> "2026-13-01";
      case 8 -> true;
      default -> List.of("x", Map.of());
    };
  }

  @Test
  void a_zip_bomb_is_stopped_at_the_limit() {
    byte[] bomb = bomb(1024);
    assertThat(bomb.length).isBetween(1_000_000, 1_200_000);
    Decoded decoded =
        codec.decode(
            task(bomb, Map.of("compression", "application/x-gzip")), AcceptContent.JSON, _ -> true);
    assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
    assertThat(((Decoded.Malformed) decoded).reaction()).isEqualTo(Reaction.REJECT);
    assertThat(((Decoded.Malformed) decoded).reason()).contains("become more than");
  }

  @Test
  void a_bomb_of_an_unaccepted_content_type_is_not_even_opened() {
    Message message =
        new Message(
            bomb(16),
            "application/x-python-serialize",
            "binary",
            Map.of("task", "t", "id", "i", "compression", "application/x-gzip"),
            MessageProperties.of());
    Decoded decoded = codec.decode(message, AcceptContent.JSON, _ -> true);
    assertThat(((Decoded.Malformed) decoded).reason())
        .contains("is not accepted")
        .contains("pickle is refused");
  }

  @Test
  void a_compressed_body_may_not_grow_a_hundredfold_beyond_a_megabyte() {
    DecodeLimits limits = DecodeLimits.DEFAULTS;
    assertThat(limits.decompressedBytes(10)).isEqualTo(1 << 20);
    assertThat(limits.decompressedBytes(100_000)).isEqualTo(10_000_000);
    assertThat(limits.decompressedBytes(10_000_000)).isEqualTo(64 << 20);
  }

  @Test
  void a_body_over_the_limit_is_rejected_unread() {
    TaskMessageCodec small =
        new TaskMessageCodec(
            Serializers.installed(), compressors, new DecodeLimits(10, 10, 1, 10, 10, 10, 10));
    Decoded decoded =
        small.decode(
            task("[[], {}, {}]".getBytes(StandardCharsets.UTF_8), Map.of()),
            AcceptContent.JSON,
            _ -> true);
    assertThat(decoded)
        .isEqualTo(
            new Decoded.Malformed(
                Reaction.REJECT,
                "a body of 12 B; at most 10 B are read (celeriac_max_body_bytes)",
                "t",
                "i"));
  }

  @Test
  void deep_nesting_is_rejected() {
    String deep = "[".repeat(100_000);
    Decoded decoded =
        codec.decode(
            task(deep.getBytes(StandardCharsets.UTF_8), Map.of()), AcceptContent.JSON, _ -> true);
    assertThat(((Decoded.Malformed) decoded).reaction()).isEqualTo(Reaction.REJECT);
    assertThat(((Decoded.Malformed) decoded).reason()).contains("nesting depth");
  }

  @Test
  void a_decoder_of_the_applications_own_that_overflows_the_stack_is_contained() {
    JsonTypes types =
        JsonTypes.NONE.with(Recursion.class, "loop", _ -> 1, _ -> Recursion.forever(1));
    TaskMessageCodec own =
        new TaskMessageCodec(
            Serializers.installed().withJsonTypes(types), compressors, DecodeLimits.DEFAULTS);
    byte[] body =
        "[[{\"__type__\": \"loop\", \"__value__\": 1}], {}, {}]".getBytes(StandardCharsets.UTF_8);
    Decoded decoded = own.decode(task(body, Map.of()), AcceptContent.JSON, _ -> true);
    assertThat(((Decoded.Malformed) decoded).reaction()).isEqualTo(Reaction.REJECT);
    assertThat(((Decoded.Malformed) decoded).reason()).contains("StackOverflowError");
  }

  /**
   * A zlib stream of so many MiB of zeros: from the second one on, each compresses to the same
   * bytes, so that they need not be compressed one by one.
   */
  private static byte[] bomb(int mebibytes) {
    byte[] zeros = new byte[1 << 20];
    ByteBuffer out = ByteBuffer.allocate(4000 + mebibytes * 1200);
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
      byte[] chunk = new byte[1 << 16];
      int length = 0;
      for (int i = 0; i < 2; i++) {
        deflater.setInput(zeros);
        length = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
        out.put(chunk, 0, length);
      }
      for (int i = 2; i < mebibytes; i++) {
        out.put(chunk, 0, length);
      }
    }
    int adler = (int) ((((long) mebibytes << 20) % 65521) << 16 | 1);
    out.put(new byte[] {3, 0}).putInt(adler); // an empty last block, and the checksum of zeros
    return Arrays.copyOf(out.array(), out.position());
  }

  @Test
  void the_bomb_is_a_valid_stream() {
    assertThat(compressors.named("gzip").decompress(bomb(3), 3 << 20)).hasSize(3 << 20);
  }

  private static Message task(byte[] body, Map<String, Object> more) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(Map.of("task", "t", "id", "i"));
    headers.putAll(more);
    return new Message(body, "application/json", "utf-8", headers, MessageProperties.of());
  }

  private record Recursion(int depth) {
    static Recursion forever(int depth) {
      return depth < 0 ? new Recursion(depth) : new Recursion(forever(depth + 1).depth + 1);
    }
  }
}
