package io.celeriac;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as people write them in annotations, settings and on command lines. */
public final class Durations {

  private static final Pattern TEXT =
      Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h|d)?\\s*");

  private Durations() {}

  /**
   * A number with a unit (ms, s, m, h, d); seconds without one.
   *
   * @throws IllegalArgumentException naming the text and the forms it could have
   */
  public static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no duration; write it like 250ms, 10s, 1.5m, 2h, 1d or as seconds");
    }
    long unitNanos =
        switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
          case "ms" -> 1_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          case "d" -> 86_400_000_000_000L;
          default -> 1_000_000_000L;
        };
    try {
      return Duration.ofNanos(
          new BigDecimal(matcher.group(1))
              .multiply(BigDecimal.valueOf(unitNanos))
              .longValueExact());
    } catch (ArithmeticException _) {
      throw new IllegalArgumentException(
          "'" + text + "' is too long or too fine; give between a nanosecond and 292 years");
    }
  }

  /** As {@link #parse} reads it, in the largest unit that makes it a whole number. */
  public static String format(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos % 1_000_000_000L != 0) {
      return new BigDecimal(nanos).movePointLeft(9).stripTrailingZeros().toPlainString() + "s";
    }
    long seconds = duration.toSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
