package io.celeriac.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The names and keys of delayed messages are those of kombu. */
class DelayedDeliveryTest {

  private static final Path TABLE =
      Path.of("src/test/resources/vectors/table-delay-routing-key.json");

  private static Optional<Publication> delayed(String key, Duration delay) {
    Message message = new Message(new byte[0], null, null, Map.of(), MessageProperties.of());
    return DelayedDelivery.CELERY.delayed(new Publication(message, "media", key), delay);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  @Test
  void routing_keys_are_those_of_stock_celery() throws Exception {
    Map<?, ?> vector = map(new JsonSerializer().decode(Files.readAllBytes(TABLE), "utf-8"));
    List<?> rows = (List<?>) Objects.requireNonNull(map(vector.get("captured")).get("rows"));
    assertThat(rows).hasSize(13);
    for (Object each : rows) {
      Map<?, ?> row = map(each);
      long seconds = ((Number) Objects.requireNonNull(row.get("countdown"))).longValue();
      Optional<Publication> delayed =
          delayed(String.valueOf(row.get("routing_key")), Duration.ofSeconds(seconds));
      if (seconds >= 1L << 28) {
        // Stock Celery goes wrong here; the longest delay that there is is better.
        assertThat(delayed.orElseThrow().routingKey()).startsWith("1.1.1.");
      } else if (row.containsKey("value")) {
        assertThat(delayed.orElseThrow().exchange()).isEqualTo("celery_delayed_27");
        assertThat(delayed.orElseThrow().routingKey()).isEqualTo(row.get("value"));
      } else {
        assertThat(delayed).isEmpty();
      }
    }
  }

  @Test
  void parts_of_a_second_are_cut_off() {
    assertThat(delayed("q", Duration.ofMillis(999))).isEmpty();
    assertThat(delayed("q", Duration.ofMillis(1999)).orElseThrow().routingKey()).endsWith("0.1.q");
  }

  @Test
  void the_key_from_before_the_delay_is_found_again() {
    String key = delayed("a.b", Duration.ofSeconds(5)).orElseThrow().routingKey();
    assertThat(DelayedDelivery.withoutDelay(key)).isEqualTo("a.b");
    assertThat(DelayedDelivery.withoutDelay("0.1.a.b")).isEqualTo("0.1.a.b");
  }

  @Test
  void names_begin_with_the_prefix() {
    DelayedDelivery ours = new DelayedDelivery("ours");
    assertThat(ours.level(3)).isEqualTo("ours_celery_delayed_3");
    assertThat(ours.deliveryExchange()).isEqualTo("ours_celery_delayed_delivery");
    assertThat(ours.delivers("ours_celery_delayed_3")).isTrue();
    assertThat(ours.delivers("celery_delayed_3")).isFalse();
    assertThat(DelayedDelivery.CELERY.delivers("ours_celery_delayed_3")).isFalse();
    assertThat(DelayedDelivery.CELERY.delivers("celery_delayed_delivery")).isTrue();
  }
}
