package io.celeriac.beat;

import io.celeriac.Clocked;
import io.celeriac.Crontab;
import io.celeriac.CustomSchedule;
import io.celeriac.Durations;
import io.celeriac.Interval;
import io.celeriac.Schedule;
import io.celeriac.Solar;
import io.celeriac.SolarEvent;
import io.celeriac.protocol.IsoTime;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How schedules are written in configuration files and in stores: a number of seconds, a text with
 * a unit or with the five fields of a crontab, or a table that names its kind.
 */
final class ScheduleForm {

  private static final List<String> FIELDS =
      List.of("minute", "hour", "day_of_week", "day_of_month", "month_of_year");

  private static final String FORMS =
      "expected seconds, a text like 30s, 10m or '0 4 * * mon-fri', or a table with every, with"
          + " crontab or the fields "
          + String.join(", ", FIELDS)
          + ", with solar, latitude and longitude, or with at";

  private ScheduleForm() {}

  /**
   * Reads a schedule.
   *
   * @throws IllegalArgumentException saying what is wrong, and what would be right
   */
  static Schedule read(@Nullable Object form, boolean relative) {
    return switch (form) {
      case Schedule schedule -> schedule;
      case Duration every -> new Interval(every, relative);
      case Number seconds -> new Interval(seconds(seconds), relative);
      case String text when text.strip().contains(" ") -> Crontab.of(text);
      case String text -> new Interval(Durations.parse(text), relative);
      case Map<?, ?> table -> table(table, relative);
      case null -> throw new IllegalArgumentException("there is no schedule; " + FORMS);
      default -> throw new IllegalArgumentException("'" + form + "' is no schedule; " + FORMS);
    };
  }

  private static Duration seconds(Number seconds) {
    return Duration.ofNanos(
        new BigDecimal(seconds.toString()).movePointRight(9).toBigInteger().longValueExact());
  }

  private static Schedule table(Map<?, ?> table, boolean relative) {
    if (table.containsKey("every")) {
      only(table, List.of("every", "relative"));
      return read(table.get("every"), relative || Boolean.TRUE.equals(table.get("relative")));
    }
    if (table.containsKey("crontab")) {
      only(table, List.of("crontab"));
      return Crontab.of(String.valueOf(table.get("crontab")));
    }
    if (table.containsKey("solar")) {
      only(table, List.of("solar", "latitude", "longitude"));
      return new Solar(
          SolarEvent.of(String.valueOf(table.get("solar"))),
          degrees(table, "latitude"),
          degrees(table, "longitude"));
    }
    if (table.containsKey("at")) {
      only(table, List.of("at"));
      return new Clocked(time(String.valueOf(table.get("at"))));
    }
    if (table.isEmpty()) {
      throw new IllegalArgumentException("the table of the schedule is empty; " + FORMS);
    }
    only(table, FIELDS);
    return Crontab.of(
        field(table, "minute"),
        field(table, "hour"),
        field(table, "day_of_week"),
        field(table, "day_of_month"),
        field(table, "month_of_year"));
  }

  private static void only(Map<?, ?> table, List<String> known) {
    for (Object key : table.keySet()) {
      if (!known.contains(String.valueOf(key))) {
        throw new IllegalArgumentException(
            "the schedule " + table + " has '" + key + "', which has no meaning there; " + FORMS);
      }
    }
  }

  private static double degrees(Map<?, ?> table, String key) {
    if (table.get(key) instanceof Number degrees) {
      return degrees.doubleValue();
    }
    throw new IllegalArgumentException(
        "the schedule " + table + " lacks the " + key + "; expected a number of degrees");
  }

  private static Instant time(String text) {
    try {
      return IsoTime.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no time; expected one like 2026-12-24T18:00:00+01:00", e);
    }
  }

  private static String field(Map<?, ?> table, String name) {
    return switch (table.get(name)) {
      case null -> "*";
      case Collection<?> values ->
          values.stream().map(String::valueOf).collect(Collectors.joining(","));
      case Object value -> value.toString();
    };
  }

  /** As {@link #read} reads it; a schedule of the application's own only shows what it is. */
  static Object write(Schedule schedule) {
    return switch (schedule) {
      case Interval interval -> {
        Object every = Durations.format(interval.every());
        yield interval.relative() ? table("every", every, "relative", true) : every;
      }
      case Crontab crontab -> crontab.toString();
      case Solar solar ->
          table(
              "solar",
              solar.event().wireName(),
              "latitude",
              solar.latitude(),
              "longitude",
              solar.longitude());
      case Clocked clocked -> table("at", IsoTime.format(clocked.at()));
      case CustomSchedule custom -> table("custom", custom.toString());
    };
  }

  private static Map<String, Object> table(Object... members) {
    Map<String, Object> table = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      table.put((String) members[i], members[i + 1]);
    }
    return table;
  }
}
