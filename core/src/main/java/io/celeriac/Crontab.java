package io.celeriac;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A schedule of minutes that match five fields, by Celery's grammar: {@code *}, {@code * /5} (in
 * one word), {@code 1-5}, {@code 22-2}, {@code mon-fri}, several parted by commas. Other than in
 * cron, a day has to match both the day of the month and the day of the week. Two are equal when
 * the same values match. Immutable.
 */
public final class Crontab implements Schedule {

  /** The longest each month can be. */
  private static final List<Integer> DAYS = List.of(31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31);

  private static final String ANY = "*";

  private final Map<CrontabField, String> texts;
  private final Map<CrontabField, Long> values;

  private Crontab(Map<CrontabField, String> texts) {
    this.texts = texts;
    this.values = new EnumMap<>(CrontabField.class);
    for (CrontabField field : CrontabField.values()) {
      values.put(field, field.expand(text(field)));
    }
    if (!isPossible()) {
      throw new IllegalArgumentException(
          "The crontab '"
              + this
              + "' never comes: none of its days "
              + text(CrontabField.DAY_OF_MONTH)
              + " is in a month "
              + text(CrontabField.MONTH_OF_YEAR));
    }
  }

  /** Every minute; the beginning of {@code Crontab.everyMinute().hour("4").minute("30")}. */
  public static Crontab everyMinute() {
    return new Crontab(new EnumMap<>(CrontabField.class));
  }

  /**
   * The usual five fields parted by spaces: minute, hour, day of the month, month, day of the week.
   *
   * @throws IllegalArgumentException saying which field cannot be understood, and why
   */
  public static Crontab of(String fields) {
    String[] parts = fields.strip().split("\\s+", -1);
    if (parts.length != 5) {
      throw new IllegalArgumentException(
          "The crontab '"
              + fields
              + "' has "
              + parts.length
              + " fields; expected five: minute, hour, day of the month, month, day of the week,"
              + " as in '30 4 * * mon-fri'");
    }
    return of(parts[0], parts[1], parts[4], parts[2], parts[3]);
  }

  /** The five fields in the order of Celery's {@code crontab}. */
  public static Crontab of(
      String minute, String hour, String dayOfWeek, String dayOfMonth, String monthOfYear) {
    Map<CrontabField, String> texts = new EnumMap<>(CrontabField.class);
    texts.put(CrontabField.MINUTE, minute);
    texts.put(CrontabField.HOUR, hour);
    texts.put(CrontabField.DAY_OF_WEEK, dayOfWeek);
    texts.put(CrontabField.DAY_OF_MONTH, dayOfMonth);
    texts.put(CrontabField.MONTH_OF_YEAR, monthOfYear);
    return new Crontab(texts);
  }

  private Crontab with(CrontabField field, String text) {
    Map<CrontabField, String> more = new EnumMap<>(CrontabField.class);
    more.putAll(texts);
    more.put(field, text);
    return new Crontab(more);
  }

  /** With minutes 0 to 59. */
  public Crontab minute(String text) {
    return with(CrontabField.MINUTE, text);
  }

  /** With hours 0 to 23. */
  public Crontab hour(String text) {
    return with(CrontabField.HOUR, text);
  }

  /** With weekdays 0 (Sunday) to 6, or names. */
  public Crontab dayOfWeek(String text) {
    return with(CrontabField.DAY_OF_WEEK, text);
  }

  /** With days 1 to 31. */
  public Crontab dayOfMonth(String text) {
    return with(CrontabField.DAY_OF_MONTH, text);
  }

  /** With months 1 to 12, or names. */
  public Crontab monthOfYear(String text) {
    return with(CrontabField.MONTH_OF_YEAR, text);
  }

  /** The minutes that match, a bit each, as in all of these. */
  public long minutes() {
    return bits(CrontabField.MINUTE);
  }

  public long hours() {
    return bits(CrontabField.HOUR);
  }

  /** The weekdays that match; Sunday is bit 0. */
  public long daysOfWeek() {
    return bits(CrontabField.DAY_OF_WEEK);
  }

  /** The days of the month that match; the first is bit 1. */
  public long daysOfMonth() {
    return bits(CrontabField.DAY_OF_MONTH);
  }

  /** The months that match; January is bit 1. */
  public long monthsOfYear() {
    return bits(CrontabField.MONTH_OF_YEAR);
  }

  private long bits(CrontabField field) {
    Long bits = values.get(field);
    return bits == null ? 0 : bits;
  }

  private String text(CrontabField field) {
    return texts.getOrDefault(field, ANY);
  }

  private boolean isPossible() {
    for (int month = 1; month <= 12; month++) {
      long days = (2L << DAYS.get(month - 1)) - 1; // those from 0, of which none is 0
      if ((monthsOfYear() >> month & 1) == 1 && (daysOfMonth() & days) != 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Crontab that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** The fields as they were written, in the order of {@link #of(String)}. */
  @Override
  public String toString() {
    return String.join(
        " ",
        text(CrontabField.MINUTE),
        text(CrontabField.HOUR),
        text(CrontabField.DAY_OF_MONTH),
        text(CrontabField.MONTH_OF_YEAR),
        text(CrontabField.DAY_OF_WEEK));
  }
}
