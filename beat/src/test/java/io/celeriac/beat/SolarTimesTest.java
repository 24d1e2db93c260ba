package io.celeriac.beat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.celeriac.Solar;
import io.celeriac.SolarEvent;
import io.celeriac.protocol.IsoTime;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The sun does what it does when the library that Celery uses says so; solar.tsv. */
final class SolarTimesTest {

  @Test
  void events_are_when_celery_has_them_to_a_few_seconds() throws Exception {
    List<String> lines;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(SolarTimesTest.class.getResourceAsStream("solar.tsv")),
                StandardCharsets.UTF_8))) {
      lines = in.lines().skip(1).toList();
    }
    assertThat(lines).hasSizeGreaterThan(300);
    for (String line : lines) {
      String[] cells = line.split("\t", -1);
      Solar solar =
          new Solar(
              SolarEvent.of(cells[0]), Double.parseDouble(cells[1]), Double.parseDouble(cells[2]));
      Instant next = SolarTimes.next(solar, IsoTime.parse(cells[3])).orElseThrow();
      double tolerance = tolerance(Math.abs(solar.latitude()));
      assertThat(Duration.between(IsoTime.parse(cells[4]), next).toNanos() / 1e9)
          .as(line)
          .isCloseTo(0, within(tolerance));
    }
  }

  /** Near the poles the sun moves along the horizon: a little height is a long time, or a day. */
  private static double tolerance(double latitude) {
    if (latitude < 59) {
      return 3;
    }
    return latitude < 75 ? 60 : 25 * 3600;
  }

  @Test
  void each_event_follows_the_one_before_it_by_about_a_day() {
    for (SolarEvent event : SolarEvent.values()) {
      Solar solar = new Solar(event, 40.71, -74.01);
      Instant last = Instant.parse("2026-03-01T00:00:00Z");
      for (int day = 0; day < 400; day++) {
        Instant next = SolarTimes.next(solar, last).orElseThrow();
        if (day > 0) {
          assertThat(Duration.between(last, next))
              .as("%s after %s", event, last)
              .isBetween(Duration.ofMinutes(23 * 60 + 50), Duration.ofMinutes(24 * 60 + 10));
        }
        last = next;
      }
    }
  }

  @Test
  void in_the_polar_night_the_next_sunrise_is_that_of_spring() {
    Solar tromso = new Solar(SolarEvent.SUNRISE, 69.65, 18.96);

    assertThat(SolarTimes.next(tromso, Instant.parse("2026-12-01T12:00:00Z")).orElseThrow())
        .isBetween(Instant.parse("2027-01-14T00:00:00Z"), Instant.parse("2027-01-17T00:00:00Z"));
  }

  @Test
  void places_off_the_globe_and_unknown_events_are_refused() {
    assertThatThrownBy(() -> new Solar(SolarEvent.SUNRISE, 91, 0)).hasMessageContaining("91");
    assertThatThrownBy(() -> new Solar(SolarEvent.SUNRISE, 0, -181)).hasMessageContaining("-181");
    assertThatThrownBy(() -> SolarEvent.of("moonrise")).hasMessageContaining("dusk_astronomical");
  }
}
