package io.celeriac.beat;

import io.celeriac.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The runs of an interval. Without rounding it is time that passes; rounded ones follow the wall's
 * clock, of which one time may come twice or not at all; docs/protocol/beat.md, section 3.
 */
record IntervalTimes(ZoneId zone) {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** The first run after the last one; rounded below a minute it can be the same second. */
  Instant next(Interval interval, Instant last) {
    Instant end = last.plus(interval.every());
    if (!interval.relative()) {
      return end;
    }
    return interval.every().compareTo(DAY) >= 0
        ? midnight(interval.every(), last)
        : boundary(interval.every(), last, end);
  }

  /** Days are counted on the calendar. */
  private Instant midnight(Duration every, Instant last) {
    LocalDateTime end = wall(last).plus(every);
    return first(after(occurrences(rounded(end, every)), last))
        .orElseGet(() -> end.atZone(zone).toInstant());
  }

  private Instant boundary(Duration every, Instant last, Instant end) {
    List<Instant> found = occurrences(rounded(wall(end), every));
    Instant nearest = last(upTo(found, end)).or(() -> first(found)).orElse(end);
    if (every.compareTo(MINUTE) < 0 || nearest.isAfter(last)) {
      return nearest;
    }
    // In a part of an hour that comes twice, the boundary can lie before the last run.
    Duration unit = every.compareTo(HOUR) >= 0 ? HOUR : MINUTE;
    List<Instant> more = new ArrayList<>(found);
    more.addAll(occurrences(rounded(wall(end).plus(unit), every)));
    more.addAll(occurrences(rounded(wall(last).plus(every), every)));
    List<Instant> future = after(more, last);
    return last(upTo(future, end)).or(() -> first(future)).orElse(end);
  }

  private LocalDateTime wall(Instant time) {
    return LocalDateTime.ofInstant(time, zone);
  }

  private static LocalDateTime rounded(LocalDateTime time, Duration every) {
    if (every.compareTo(DAY) >= 0) {
      return time.truncatedTo(ChronoUnit.DAYS);
    }
    if (every.compareTo(HOUR) >= 0) {
      return time.truncatedTo(ChronoUnit.HOURS);
    }
    return time.truncatedTo(every.compareTo(MINUTE) >= 0 ? ChronoUnit.MINUTES : ChronoUnit.SECONDS);
  }

  /** When the wall's clock shows a time: once, twice, or, skipped, as much later. */
  private List<Instant> occurrences(LocalDateTime time) {
    ZonedDateTime first = time.atZone(zone);
    return List.of(first.toInstant(), first.withLaterOffsetAtOverlap().toInstant());
  }

  private static List<Instant> after(List<Instant> times, Instant time) {
    return times.stream().filter(each -> each.isAfter(time)).toList();
  }

  private static List<Instant> upTo(List<Instant> times, Instant time) {
    return times.stream().filter(each -> !each.isAfter(time)).toList();
  }

  private static Optional<Instant> first(List<Instant> times) {
    return times.stream().min(Comparator.naturalOrder());
  }

  private static Optional<Instant> last(List<Instant> times) {
    return times.stream().max(Comparator.naturalOrder());
  }
}
