package io.celeriac.beat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.celeriac.Crontab;
import io.celeriac.Interval;
import io.celeriac.Schedule;
import io.celeriac.protocol.IsoTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Schedules are due when stock Celery was recorded to find them due. */
final class RecordedSchedulesTest {

  @Test
  void fields_expand_as_celery_expands_them() {
    int compared = 0;
    for (Map<?, ?> each : Vectors.cases("beat-crontab-parse")) {
      if (!each.containsKey("field")) {
        continue;
      }
      String field = Vectors.text(each, "field");
      Map<String, Object> fields = Map.of(field, Vectors.text(each, "spec"));
      if (each.get("values") instanceof List<?> values) {
        assertThat(values(Vectors.crontab(fields), field)).as("%s", each).isEqualTo(values);
      } else {
        assertThatThrownBy(() -> Vectors.crontab(fields))
            .as("%s", each)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(field);
      }
      compared++;
    }
    assertThat(compared).isGreaterThan(50);
  }

  private static List<Long> values(Crontab crontab, String field) {
    long bits =
        switch (field) {
          case "minute" -> crontab.minutes();
          case "hour" -> crontab.hours();
          case "day_of_week" -> crontab.daysOfWeek();
          case "day_of_month" -> crontab.daysOfMonth();
          default -> crontab.monthsOfYear();
        };
    return BitSet.valueOf(new long[] {bits}).stream().mapToObj(value -> (long) value).toList();
  }

  @Test
  void crontabs_run_when_celerys_do() {
    for (Map<?, ?> each : Vectors.cases("beat-crontab-runs")) {
      Crontab crontab = Vectors.crontab(Vectors.map(each.get("crontab")));
      ZoneId zone = ZoneId.of(Vectors.text(each, "timezone"));
      Instant last = IsoTime.parse(Vectors.text(each, "from"));
      for (Object run : (List<?>) Objects.requireNonNull(each.get("next_runs"))) {
        last = CrontabTimes.next(crontab, last, zone);
        assertThat(last).as("%s", each).isEqualTo(IsoTime.parse(run.toString()));
      }
    }
  }

  @Test
  void crontabs_are_due_when_celerys_are_with_and_without_a_deadline() {
    for (Map<?, ?> each : Vectors.cases("beat-crontab-due")) {
      Optional<Duration> deadline =
          each.get("beat_cron_starting_deadline") instanceof Number seconds
              ? Optional.of(Duration.ofSeconds(seconds.longValue()))
              : Optional.empty();
      DueTimes times = new DueTimes(ZoneId.of(Vectors.text(each, "timezone")), deadline);
      check(each, times, Vectors.crontab(Vectors.map(each.get("crontab"))));
    }
  }

  @Test
  void intervals_are_due_when_celerys_are() {
    for (Map<?, ?> each : Vectors.cases("beat-interval-due")) {
      double seconds = Vectors.number(each.get("run_every_seconds"));
      if (seconds > 0) { // others would never pause, and are refused
        boolean relative = Boolean.TRUE.equals(each.get("relative"));
        check(
            each,
            new DueTimes(ZoneId.of("UTC"), Optional.empty()),
            new Interval(Duration.ofMillis(Math.round(seconds * 1000)), relative));
      }
    }
  }

  private static void check(Map<?, ?> each, DueTimes times, Schedule schedule) {
    Due due =
        times.check(
            schedule,
            IsoTime.parse(Vectors.text(each, "last_run_at")),
            IsoTime.parse(Vectors.text(each, "now")));
    assertThat(due.isDue()).as("%s", each).isEqualTo(each.get("is_due"));
    assertThat(due.pause().orElseThrow().toNanos() / 1e9)
        .as("%s", each)
        .isCloseTo(Vectors.number(each.get("next_seconds")), within(1e-5));
  }
}
