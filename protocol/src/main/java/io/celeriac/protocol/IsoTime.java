package io.celeriac.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;

/**
 * The times of {@code eta} and {@code expires}, and of typed JSON: written as Python's {@code
 * isoformat} does (six digits of fraction or none, UTC as {@code +00:00}; what is finer than a
 * microsecond is cut), read as leniently as a Celery worker does.
 */
public final class IsoTime {
  private IsoTime() {}

  /** Returns the text in UTC, such as {@code 2026-01-02T03:04:05.678901+00:00}. */
  public static String format(Instant time) {
    return format(time.atOffset(ZoneOffset.UTC));
  }

  /** Returns the text with the time's own offset. */
  public static String format(OffsetDateTime time) {
    return format(time.toLocalDateTime()) + offset(time.getOffset());
  }

  /** Returns the text without an offset, which a worker reads as UTC. */
  public static String format(LocalDateTime time) {
    return format(time.toLocalDate()) + "T" + format(time.toLocalTime());
  }

  /**
   * Returns the text of a date.
   *
   * @throws DateTimeException if the year is not within Python's 1 to 9999
   */
  public static String format(LocalDate date) {
    if (date.getYear() < 1 || date.getYear() > 9999) {
      throw new DateTimeException("Python has the years 1 to 9999 only, not that of " + date);
    }
    return date.toString();
  }

  /** Returns the text of a time of day. */
  public static String format(OffsetTime time) {
    return format(time.toLocalTime()) + offset(time.getOffset());
  }

  /** Returns the text of a time of day without an offset. */
  public static String format(LocalTime time) {
    StringBuilder text = new StringBuilder(15);
    two(text, time.getHour()).append(':');
    two(text, time.getMinute()).append(':');
    two(text, time.getSecond());
    int micros = time.getNano() / 1000;
    if (micros != 0) {
      text.append('.').append(Integer.toString(1_000_000 + micros), 1, 7);
    }
    return text.toString();
  }

  /**
   * Reads a time. Without an offset it counts as UTC, whatever time zone the app is set to. Accepts
   * the extended and the basic form, parts left out from the end, week and ordinal dates, any one
   * character between date and time, and fractions of any length, of which it keeps six digits.
   *
   * @throws DateTimeException if the text is no ISO 8601 time; the message shows it
   */
  public static Instant parse(String text) throws DateTimeException {
    IsoScanner scanned = IsoScanner.dateTime(text, false);
    return scanned.dateTime().toInstant(ZoneOffset.UTC).minusSeconds(scanned.offsetSeconds(0));
  }

  private static String offset(ZoneOffset offset) {
    int seconds = Math.abs(offset.getTotalSeconds());
    StringBuilder text = new StringBuilder(9);
    text.append(offset.getTotalSeconds() < 0 ? '-' : '+');
    two(text, seconds / 3600).append(':');
    two(text, seconds / 60 % 60);
    if (seconds % 60 != 0) {
      two(text.append(':'), seconds % 60);
    }
    return text.toString();
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
