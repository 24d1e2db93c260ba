package io.celeriac.cli;

import io.celeriac.protocol.IsoTime;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/** Times on the command line: seconds as a number, points in time by ISO 8601. */
final class CallTimes {

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?|\\.\\d{1,9}");

  private CallTimes() {}

  static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  static Duration seconds(String option, String text) {
    if (!isNumber(text)) {
      throw new UsageException(
          option + " is '" + text + "'; expected a number of seconds such as 10 or 0.5");
    }
    return Duration.ofNanos(new BigDecimal(text).movePointRight(9).longValueExact());
  }

  static Instant time(String option, String text) {
    try {
      return IsoTime.parse(text);
    } catch (DateTimeException e) {
      throw new UsageException(
          option
              + " is '"
              + text
              + "'; expected a time such as 2026-12-24T18:00:00+01:00, or 2026-12-24T17:00 in UTC",
          e);
    }
  }
}
