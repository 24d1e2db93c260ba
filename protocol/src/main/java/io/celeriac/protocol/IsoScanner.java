package io.celeriac.protocol;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Scans ISO 8601 dates and times in all the forms that Python's parsers take, and says at which
 * character a text stops being one. One object scans one text.
 */
final class IsoScanner {
  private static final int NONE = Integer.MIN_VALUE;

  private final String text;
  private final boolean offsetMayHaveSeconds;
  private int position;
  private LocalDate date = LocalDate.EPOCH;
  private LocalTime time = LocalTime.MIDNIGHT;
  private int offset = NONE;

  private IsoScanner(String text, boolean offsetMayHaveSeconds) {
    this.text = text;
    this.offsetMayHaveSeconds = offsetMayHaveSeconds;
  }

  static IsoScanner dateTime(String text, boolean offsetMayHaveSeconds) {
    IsoScanner scanner = new IsoScanner(text, offsetMayHaveSeconds);
    scanner.scanDate();
    if (!scanner.atEnd()) {
      scanner.position++; // any one character stands between date and time
      scanner.scanTime(true);
    }
    return scanner;
  }

  static IsoScanner time(String text) {
    IsoScanner scanner = new IsoScanner(text, true);
    scanner.skip('T');
    scanner.scanTime(false);
    return scanner;
  }

  LocalDateTime dateTime() {
    return date.atTime(time);
  }

  LocalTime time() {
    return time;
  }

  int offsetSeconds(int absent) {
    return offset == NONE ? absent : offset;
  }

  boolean hasOffset() {
    return offset != NONE;
  }

  private void scanDate() {
    int year = number(4, "a year of four digits");
    if (year == 0) {
      throw wrong("a year from 1 on", null);
    }
    if (atEnd()) {
      date = LocalDate.of(year, 1, 1);
      return;
    }
    boolean extended = skip('-');
    if (skip('W')) {
      scanWeek(year, extended);
    } else if (digitsAhead() == 3 || (extended && digitsAhead() > 3)) {
      date = checked(() -> LocalDate.ofYearDay(year, number(3, "a day of the year")));
    } else {
      int month = number(2, "a month of two digits");
      if (atEnd() && extended) {
        date = checked(() -> LocalDate.of(year, month, 1));
        return;
      }
      if (extended && !skip('-')) {
        throw wrong("'-' between month and day", null);
      }
      int day = number(2, "a day of two digits");
      date = checked(() -> LocalDate.of(year, month, day));
    }
  }

  private void scanWeek(int year, boolean extended) {
    int week = number(2, "a week of two digits");
    int day = 1;
    if (!atEnd() && (extended ? skip('-') : digitsAhead() > 0)) {
      day = number(1, "a day of the week");
    }
    LocalDate inYear = LocalDate.of(year, 1, 4); // the fourth is always in week 1
    int dayOfWeek = day;
    date =
        checked(() ->
            inYear
                .with(IsoFields.WEEK_OF_WEEK_BASED_YEAR, week)
                .with(ChronoField.DAY_OF_WEEK, dayOfWeek));
  }

  private void scanTime(boolean mayBeMidnightAtEnd) {
    int hour = number(2, "an hour of two digits");
    int minute = 0;
    int second = 0;
    int micros = 0;
    boolean extended = skip(':');
    if (extended || digitsAhead() > 0) {
      minute = lastNumber("a minute");
      if (extended ? skip(':') : digitsAhead() > 0) {
        second = lastNumber("a second");
        if (skip('.') || skip(',')) {
          micros = micros();
        }
      }
    }
    if (!atEnd()) {
      scanOffset();
    }
    if (hour == 24 && minute + second + micros == 0 && mayBeMidnightAtEnd) {
      date = checked(() -> date.plusDays(1));
      return;
    }
    int m = minute;
    int s = second;
    int nanos = micros * 1000;
    time = checked(() -> LocalTime.of(hour, m, s, nanos));
  }

  private int micros() {
    int digits = digitsAhead();
    if (digits == 0) {
      throw wrong("a fraction of a second", null);
    }
    int micros = 0;
    for (int i = 0; i < 6; i++) {
      micros = micros * 10 + (i < digits ? text.charAt(position + i) - '0' : 0);
    }
    position += digits;
    return micros;
  }

  private void scanOffset() {
    if (skip('Z') || skip('z')) {
      offset = 0;
    } else {
      boolean negative = skip('-');
      if (!negative && !skip('+')) {
        throw wrong("an offset from UTC", null);
      }
      int seconds = number(2, "an offset's hours") * 3600;
      boolean extended = skip(':');
      if (extended || digitsAhead() > 0) {
        int minutes = number(2, "an offset's minutes");
        seconds += minutes * 60;
        if (minutes > 59) {
          throw wrong("an offset's minutes up to 59", null);
        }
        if (offsetMayHaveSeconds && (extended ? skip(':') : digitsAhead() > 0)) {
          seconds += number(2, "an offset's seconds");
        }
      }
      if (seconds >= 24 * 3600) {
        throw wrong("an offset of less than a day", null);
      }
      offset = negative ? -seconds : seconds;
    }
    if (!atEnd()) {
      throw wrong("the end", null);
    }
  }

  private int number(int length, String expected) {
    if (digitsAhead() < length) {
      throw wrong(expected, null);
    }
    int number = 0;
    for (int end = position + length; position < end; position++) {
      number = number * 10 + text.charAt(position) - '0';
    }
    return number;
  }

  /** Two digits, or one if it is the last character of the text, as Python reads it. */
  private int lastNumber(String expected) {
    return number(position + 1 == text.length() ? 1 : 2, expected);
  }

  private int digitsAhead() {
    int end = position;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end - position;
  }

  private boolean skip(char expected) {
    if (!atEnd() && text.charAt(position) == expected) {
      position++;
      return true;
    }
    return false;
  }

  private boolean atEnd() {
    return position == text.length();
  }

  private <T> T checked(Supplier<T> value) {
    try {
      return value.get();
    } catch (DateTimeException e) {
      throw wrong("a valid date and time", e);
    }
  }

  private DateTimeException wrong(String expected, @Nullable Throwable cause) {
    String shown = text.length() <= 60 ? text : text.substring(0, 60) + "...";
    return new DateTimeException(
        "'%s' is not an ISO 8601 time: expected %s at character %d"
            .formatted(shown, expected, position + 1),
        cause);
  }
}
