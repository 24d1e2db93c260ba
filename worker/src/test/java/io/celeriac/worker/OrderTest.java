package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.DeliveryInfo;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderTest {

  static Order.Run sample() {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put("task", "shop.add");
    headers.put("id", "1");
    headers.put("eta", null);
    headers.put("retries", 2L);
    headers.put("ratio", 0.25);
    headers.put("price", new BigDecimal("12.3400"));
    headers.put("raw", "ÿ".getBytes(StandardCharsets.UTF_8));
    headers.put("at", OffsetDateTime.parse("2026-02-28T01:02:03.456Z"));
    headers.put("nested", Map.of("list", List.of(1L, "two", List.of())));
    return run(headers, new byte[] {0, 1, 2, (byte) 255});
  }

  private static Order.Run run(Map<String, @Nullable Object> headers, byte[] body) {
    return new Order.Run(
        42,
        new Message(
            body,
            "application/json",
            "utf-8",
            headers,
            MessageProperties.of()
                .withCorrelationId("1")
                .withReplyTo("me")
                .withPriority(3)
                .withExpiration("5000")
                .withOther("message_id", "m1")),
        new DeliveryInfo("shop", "key", "orders", true),
        "w1@host",
        Optional.of(Duration.ofMillis(1500)),
        Optional.empty(),
        true);
  }

  @Test
  void a_run_arrives_with_everything_the_message_had() throws IOException {
    Order.Run sent = sample();

    Order.Run got = (Order.Run) Order.decode(sent.encode());

    assertThat(got.job()).isEqualTo(42);
    assertThat(got.message().body()).isEqualTo(sent.message().body());
    assertThat(got.message().properties()).isEqualTo(sent.message().properties());
    assertThat(got.message().contentType()).isEqualTo("application/json");
    assertThat(got.info()).isEqualTo(sent.info());
    assertThat(got.hostname()).isEqualTo("w1@host");
    assertThat(got.softTimeLimit()).contains(Duration.ofMillis(1500));
    assertThat(got.timeLimit()).isEmpty();
    assertThat(got.acknowledged()).isTrue();
    assertThat(got.message().headers())
        .usingRecursiveComparison()
        .isEqualTo(sent.message().headers());
  }

  @Test
  void headers_of_any_shape_arrive_as_they_were() throws IOException {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      Map<String, @Nullable Object> headers = new LinkedHashMap<>();
      for (int i = random.nextInt(10); i > 0; i--) {
        headers.put("h" + i, value(random, 3));
      }
      byte[] body = new byte[random.nextInt(2_000)];
      random.nextBytes(body);

      Order.Run got = (Order.Run) Order.decode(run(headers, body).encode());

      assertThat(got.message().body()).as("seed %d", seed).isEqualTo(body);
      assertThat(got.message().headers())
          .as("seed %d", seed)
          .usingRecursiveComparison()
          .isEqualTo(headers);
    }
  }

  private static @Nullable Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> null;
      case 1 -> random.nextLong();
      case 2 -> random.nextBoolean();
      case 3 -> random.nextGaussian();
      case 4 -> text(random);
      case 5 -> text(random).getBytes(StandardCharsets.UTF_8);
      case 6 -> List.of(String.valueOf(value(random, 0)), text(random));
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put(text(random), value(random, depth - 1));
        yield map;
      }
    };
  }

  /** Any characters that are whole: also quotes, control characters and those beyond 16 bits. */
  private static String text(Random random) {
    return random
        .ints(random.nextInt(20), 0, 0x1F600)
        .filter(c -> !Character.isSurrogate((char) c) || c > 0xFFFF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @ParameterizedTest
  @EnumSource
  void an_interrupt_arrives_with_its_reason(Execution.Interruption reason) throws IOException {
    assertThat(Order.decode(new Order.Interrupt(3, reason).encode()))
        .isEqualTo(new Order.Interrupt(3, reason));
  }

  @Test
  void a_stop_arrives() throws IOException {
    assertThat(Order.decode(new Order.Stop().encode())).isEqualTo(new Order.Stop());
  }
}
