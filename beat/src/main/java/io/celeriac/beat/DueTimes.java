package io.celeriac.beat;

import io.celeriac.Clocked;
import io.celeriac.Crontab;
import io.celeriac.CustomSchedule;
import io.celeriac.Interval;
import io.celeriac.Schedule;
import io.celeriac.Solar;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When schedules are due, by Celery's rules; docs/protocol/beat.md, sections 3 to 6. Immutable.
 *
 * @param zone the app's time zone
 * @param startingDeadline how late a run of a crontab may still start: {@code
 *     beat_cron_starting_deadline}
 */
record DueTimes(ZoneId zone, Optional<Duration> startingDeadline) {

  /** The first run after the last one, which may be past already; empty when there is none. */
  Optional<Instant> next(Schedule schedule, Instant last) {
    return switch (schedule) {
      case Interval interval -> Optional.of(new IntervalTimes(zone).next(interval, last));
      case Crontab crontab -> Optional.of(CrontabTimes.next(crontab, last, zone));
      case Solar solar -> SolarTimes.next(solar, last);
      case Clocked clocked -> Optional.of(clocked.at()).filter(at -> at.isAfter(last));
      case CustomSchedule custom -> custom.next(last, zone);
    };
  }

  /** Whether an entry that ran last at a time is due at another. */
  Due check(Schedule schedule, Instant last, Instant now) {
    Optional<Instant> next = next(schedule, last);
    if (next.isEmpty()) {
      return new Due(false, Optional.empty());
    }
    if (next.get().isAfter(now)) {
      return Due.later(Duration.between(now, next.get()));
    }
    boolean tooLate =
        schedule instanceof Crontab crontab
            && startingDeadline.isPresent()
            && next.get().isBefore(now)
            && missed(crontab, now, startingDeadline.get());
    return new Due(!tooLate, waitAfterRun(schedule, now));
  }

  private Optional<Duration> waitAfterRun(Schedule schedule, Instant now) {
    Optional<Duration> wait = next(schedule, now).map(after -> Duration.between(now, after));
    if (schedule instanceof Interval interval) {
      // Rounded to the second, the next run can lie in the past.
      return interval.relative() && wait.isPresent() && wait.get().isPositive()
          ? wait
          : Optional.of(interval.every());
    }
    return wait;
  }

  /** Whether no run falls within the deadline before now; one at its very beginning does. */
  private boolean missed(Crontab crontab, Instant now, Duration deadline) {
    Instant since = now.minus(deadline).minusNanos(1_000);
    return CrontabTimes.next(crontab, since, zone).isAfter(now);
  }
}
