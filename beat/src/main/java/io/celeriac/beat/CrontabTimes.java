package io.celeriac.beat;

import io.celeriac.Crontab;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * The runs of a crontab. They are looked for on the wall's clock: what falls into an hour that is
 * skipped comes as much later, and in an hour that comes twice everything comes the first time
 * only; docs/protocol/beat.md, section 4.
 */
final class CrontabTimes {

  /** 29 February on a given weekday comes within 40 years. */
  private static final int MONTHS = 12 * 100;

  private CrontabTimes() {}

  /** The first run whose minute is later than that of another time. */
  static Instant next(Crontab crontab, Instant last, ZoneId zone) {
    LocalDateTime from = LocalDateTime.ofInstant(last, zone).truncatedTo(ChronoUnit.MINUTES);
    ZonedDateTime next = next(crontab, from).atZone(zone);
    // Whoever looks in the second of two equal hours would find, as in Celery, times that are
    // past, and so would run without a pause.
    return next.toInstant().isAfter(last)
        ? next.toInstant()
        : next.withLaterOffsetAtOverlap().toInstant();
  }

  private static LocalDateTime next(Crontab crontab, LocalDateTime from) {
    if (matches(crontab, from.toLocalDate())) {
      if (has(crontab.hours(), from.getHour())) {
        int minute = above(crontab.minutes(), from.getMinute());
        if (minute >= 0) {
          return from.withMinute(minute);
        }
      }
      int hour = above(crontab.hours(), from.getHour());
      if (hour >= 0) {
        return from.withHour(hour).withMinute(above(crontab.minutes(), -1));
      }
    }
    return day(crontab, from.toLocalDate().plusDays(1))
        .atTime(above(crontab.hours(), -1), above(crontab.minutes(), -1));
  }

  private static LocalDate day(Crontab crontab, LocalDate from) {
    LocalDate month = from.withDayOfMonth(1);
    for (int i = 0; i < MONTHS; i++, month = month.plusMonths(1)) {
      if (!has(crontab.monthsOfYear(), month.getMonthValue())) {
        continue;
      }
      LocalDate day = month.isBefore(from) ? from : month;
      for (; day.getMonthValue() == month.getMonthValue(); day = day.plusDays(1)) {
        if (matches(crontab, day)) {
          return day;
        }
      }
    }
    throw new IllegalStateException("The crontab '" + crontab + "' never comes");
  }

  private static boolean matches(Crontab crontab, LocalDate day) {
    return has(crontab.monthsOfYear(), day.getMonthValue())
        && has(crontab.daysOfMonth(), day.getDayOfMonth())
        && has(crontab.daysOfWeek(), day.getDayOfWeek().getValue() % 7);
  }

  private static boolean has(long bits, int value) {
    return (bits >>> value & 1) == 1;
  }

  /** The lowest value above another; -1 when there is none. */
  private static int above(long bits, int value) {
    long higher = bits & (-1L << (value + 1));
    return higher == 0 ? -1 : Long.numberOfTrailingZeros(higher);
  }
}
