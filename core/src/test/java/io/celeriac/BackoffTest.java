package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.protocol.JsonSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void delays_without_jitter_equal_those_of_celery() throws IOException {
    Object vector =
        new JsonSerializer()
            .decode(
                Files.readAllBytes(Path.of("src/test/resources/vectors/worker-backoff.json")),
                "utf-8");
    Object data = vector instanceof Map<?, ?> map ? map.get("data") : null;
    List<?> rows = data instanceof List<?> list ? list : List.of();
    assertThat(rows).isNotEmpty();
    for (Object each : rows) {
      Map<?, ?> row = (Map<?, ?>) each;
      if (number(row, "factor") == 0) {
        continue; // retry_backoff is at least 1; only the bare function knows 0
      }
      Duration factor = Duration.ofSeconds(number(row, "factor"));
      Duration maximum = Duration.ofSeconds(number(row, "maximum"));
      // A first delay above the maximum is cut to it; our type does not allow one to be written.
      Backoff backoff =
          new Backoff(factor.compareTo(maximum) > 0 ? maximum : factor, maximum, false);
      assertThat(backoff.delay((int) number(row, "retries"), new SplittableRandom(1)))
          .describedAs("%s", row)
          .isEqualTo(Duration.ofSeconds(number(row, "interval")));
    }
  }

  private static long number(Map<?, ?> row, String name) {
    return row.get(name) instanceof Number n ? n.longValue() : -1;
  }

  @Test
  void jitter_draws_from_zero_up_to_the_delay_both_included() {
    Backoff backoff = Backoff.between(Duration.ofSeconds(1), Duration.ofSeconds(4));
    SplittableRandom random = new SplittableRandom(42);
    List<Long> drawn =
        java.util.stream.Stream.generate(() -> backoff.delay(5, random).toSeconds())
            .limit(300)
            .distinct()
            .sorted()
            .toList();
    assertThat(drawn).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void it_is_read_from_text() {
    assertThat(Backoff.parse("1s..10m"))
        .isEqualTo(Backoff.between(Duration.ofSeconds(1), Duration.ofMinutes(10)));
    assertThat(Backoff.parse("2"))
        .isEqualTo(Backoff.between(Duration.ofSeconds(2), Backoff.DEFAULT_MAXIMUM));
    assertThatThrownBy(() -> Backoff.parse("soon")).hasMessageContaining("soon");
    assertThatThrownBy(() -> Backoff.parse("10m..1s")).hasMessageContaining("base <= maximum");
  }
}
