package io.celeriac;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One field of a crontab: what values it may have, and how its text is expanded into them, as
 * Celery's own parser does it, names and leniencies included; docs/protocol/beat.md, section 4. The
 * libraries for cron know day 7, either-or days and seconds, and neither names in every field nor
 * ranges that wrap around.
 */
enum CrontabField {
  MINUTE("minute", 0, 59),
  HOUR("hour", 0, 23),
  DAY_OF_WEEK("day_of_week", 0, 6),
  DAY_OF_MONTH("day_of_month", 1, 31),
  MONTH_OF_YEAR("month_of_year", 1, 12);

  private static final int WORDS = Pattern.UNICODE_CHARACTER_CLASS;
  // Matched from the beginning only: what follows is of no interest to Celery either.
  private static final Pattern RANGE_STEPS = Pattern.compile("(\\w+?)-(\\w+)/(\\w+)?", WORDS);
  private static final Pattern RANGE = Pattern.compile("(\\w+?)-(\\w+)", WORDS);
  private static final Pattern STAR_STEPS = Pattern.compile("\\*/(\\w+)?", WORDS);
  // Possessive: a loop that could go back takes a frame of the stack for each turn.
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d++(?:_\\d++)*+", WORDS);
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> WEEKDAYS =
      List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private final String wireName;
  private final int min;
  private final int max;

  CrontabField(String wireName, int min, int max) {
    this.wireName = wireName;
    this.min = min;
    this.max = max;
  }

  /** Celery's name. */
  String wireName() {
    return wireName;
  }

  /**
   * The values that a text stands for, a bit each.
   *
   * @throws IllegalArgumentException naming the field, the text and what is wrong with it
   */
  long expand(String text) {
    long values = 0;
    for (String part : text.split(",", -1)) {
      if (part.isEmpty()) {
        throw wrong(text, "a part of it is empty");
      }
      for (int value : expandPart(text, part)) {
        values |= 1L << value;
      }
    }
    return values;
  }

  private List<Integer> expandPart(String text, String part) {
    Matcher matcher = RANGE_STEPS.matcher(part);
    if (matcher.lookingAt()) {
      return every(text, range(text, matcher.group(1), matcher.group(2)), matcher.group(3));
    }
    matcher = RANGE.matcher(part);
    if (matcher.lookingAt()) {
      return range(text, matcher.group(1), matcher.group(2));
    }
    matcher = STAR_STEPS.matcher(part);
    if (matcher.lookingAt()) {
      return every(text, between(min, max), matcher.group(1));
    }
    return part.equals("*") ? between(min, max) : List.of(number(text, part));
  }

  private List<Integer> range(String text, String from, String to) {
    int first = number(text, from);
    int last = number(text, to);
    List<Integer> values = new ArrayList<>(between(first, last < first ? max : last));
    if (last < first) {
      values.addAll(between(min, last));
    }
    return values;
  }

  private static List<Integer> between(int first, int last) {
    List<Integer> values = new ArrayList<>();
    for (int value = first; value <= last; value++) {
      values.add(value);
    }
    return values;
  }

  private List<Integer> every(String text, List<Integer> values, @Nullable String step) {
    if (step == null) {
      throw wrong(text, "after the '/' there is no step");
    }
    if (!NUMBER.matcher(step).matches()) {
      throw wrong(text, "'" + step + "' is no step; a step is a number");
    }
    BigInteger number = new BigInteger(step.replace("_", ""));
    if (number.signum() == 0) {
      throw wrong(text, "a step of 0 would stand still");
    }
    int size = number.bitLength() > 30 ? values.size() : number.intValue();
    List<Integer> some = new ArrayList<>();
    for (int i = 0; i < values.size(); i += size) {
      some.add(values.get(i));
    }
    return some;
  }

  private int number(String text, String part) {
    if (part.startsWith("-")) {
      throw wrong(text, "'" + part + "' is negative");
    }
    String stripped = part.strip();
    if (!NUMBER.matcher(stripped).matches()) {
      return checked(text, named(text, part));
    }
    BigInteger number = new BigInteger(stripped.replace("_", ""));
    return checked(text, number.bitLength() > 30 ? Integer.MAX_VALUE : number.intValue());
  }

  /** Months are tried before weekdays, in every field. */
  private int named(String text, String part) {
    String name = part.substring(0, Math.min(3, part.length())).toLowerCase(Locale.ROOT);
    int month = MONTHS.indexOf(name);
    if (month >= 0) {
      return month + 1;
    }
    int day = WEEKDAYS.indexOf(name);
    if (day < 0) {
      throw wrong(text, "'" + part + "' is neither a number nor the name of a month or weekday");
    }
    return day;
  }

  private int checked(String text, int number) {
    if (number < min || number > max) {
      throw wrong(text, number + " is not within " + min + " to " + max + hint(number));
    }
    return number;
  }

  private String hint(int number) {
    return this == DAY_OF_WEEK && number == 7 ? ", where Sunday is 0" : "";
  }

  private IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException(
        "The crontab's "
            + wireName
            + " is '"
            + text
            + "': "
            + why
            + "; expected numbers from "
            + min
            + " to "
            + max
            + " or names, like *, */2, 3, 1-5 or 1-5/2, several parted by commas");
  }
}
