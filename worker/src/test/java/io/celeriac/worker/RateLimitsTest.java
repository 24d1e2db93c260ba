package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.celeriac.protocol.JsonSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rates, and the tokens they give; on a clock that the test turns. */
class RateLimitsTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void the_texts_of_rates_are_read_as_celery_reads_them() throws IOException {
    Object vector =
        new JsonSerializer()
            .decode(
                Files.readAllBytes(
                    Path.of("src/test/resources/vectors/worker-rate-limit-text.json")),
                "utf-8");
    List<?> rows =
        (List<?>) Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(vector)).get("data"));
    assertThat(rows).isNotEmpty();
    for (Object row : rows) {
      Map<?, ?> each = (Map<?, ?>) Objects.requireNonNull(row);
      double expected = ((Number) Objects.requireNonNull(each.get("per_second"))).doubleValue();
      assertThat(Rate.of(each.get("text")).perSecond())
          .as(String.valueOf(each.get("text")))
          .isEqualTo(expected, within(1e-12));
    }
  }

  @Test
  void what_is_no_rate_is_refused_in_pythons_words() {
    assertThatThrownBy(() -> Rate.of("fast"))
        .satisfies(thrown ->
            assertThat(PythonError.repr(thrown))
                .isEqualTo("ValueError(\"could not convert string to float: 'fast'\")"));
    assertThatThrownBy(() -> Rate.of("5/d"))
        .satisfies(thrown -> assertThat(PythonError.repr(thrown)).isEqualTo("KeyError('d')"));
  }

  @Test
  void a_bucket_starts_full_and_holds_one_token() {
    TokenBucket bucket = new TokenBucket(Rate.of("10/s"), 0);
    assertThat(bucket.take(0, false)).isZero();
    assertThat(bucket.take(0, false)).isEqualTo(SECOND / 10);
    // However long nobody came, there is one.
    assertThat(bucket.take(100 * SECOND, false)).isZero();
    assertThat(bucket.take(100 * SECOND, false)).isEqualTo(SECOND / 10);
  }

  @Test
  void a_rate_is_kept_although_timers_fire_late() {
    TokenBucket bucket = new TokenBucket(Rate.of("50/s"), 0);
    long lateness = TimeUnit.MILLISECONDS.toNanos(3);
    long now = 0;
    int started = 0;
    while (now < 60 * SECOND) {
      long wait = bucket.take(now, true);
      if (wait == 0) {
        started++;
      } else {
        now += wait + lateness;
      }
    }
    assertThat(started).isBetween(2970, 3001);
  }

  @Test
  void a_long_standstill_is_not_made_up_for() {
    TokenBucket bucket = new TokenBucket(Rate.of("50/s"), 0);
    assertThat(bucket.take(0, true)).isZero();
    int started = 0;
    while (bucket.take(10 * SECOND, true) == 0) {
      started++;
    }
    assertThat(started).isEqualTo(2);
  }
}
