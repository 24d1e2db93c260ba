package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.spi.DateDone;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

/** The zone that times are written in, by {@code timezone} and {@code enable_utc}. */
final class ZoneTest {

  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-07-01T12:00:00Z"), ZoneOffset.UTC);

  @Test
  void it_is_utc_by_default_and_the_one_that_is_set_in_any_case() {
    assertThat(Settings.defaults().zone()).isEqualTo(ZoneOffset.UTC);
    assertThat(
            Settings.defaults()
                .with(Setting.ENABLE_UTC, false)
                .with(Setting.TIMEZONE, ZoneId.of("Asia/Tokyo"))
                .zone())
        .isEqualTo(ZoneId.of("Asia/Tokyo"));
  }

  @Test
  void without_utc_it_is_that_of_the_jvm_and_results_are_dated_in_it() {
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
      Settings settings = Settings.defaults().with(Setting.ENABLE_UTC, false);

      assertThat(settings.zone()).isEqualTo(ZoneId.of("America/New_York"));
      assertThat(DateDone.of(settings, NOW).now()).isEqualTo("2026-07-01T08:00:00-04:00");
      assertThat(DateDone.of(Settings.defaults(), NOW).now())
          .isEqualTo("2026-07-01T12:00:00+00:00");
    } finally {
      TimeZone.setDefault(before);
    }
  }
}
