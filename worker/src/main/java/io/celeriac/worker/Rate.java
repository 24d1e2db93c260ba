package io.celeriac.worker;

import io.celeriac.protocol.PythonLiteral;
import org.jspecify.annotations.Nullable;

/**
 * How often a task may start: Celery's {@code 10/s}, {@code 100/m}, {@code 1000/h}, or a number,
 * which counts for a second; nothing, or zero, for no limit.
 *
 * @param perSecond starts in a second; 0 for no limit
 */
record Rate(double perSecond) {

  static final Rate UNLIMITED = new Rate(0);

  /**
   * Reads a rate.
   *
   * @throws PythonError the error that Celery's reading of the same would raise
   */
  static Rate of(@Nullable Object value) {
    return switch (value) {
      case null -> UNLIMITED;
      case Boolean on -> new Rate(on ? 1 : 0);
      case Number number -> new Rate(number.doubleValue());
      case String text -> text.isEmpty() ? UNLIMITED : parsed(text);
      default -> throw new PythonError("TypeError", "a rate is no " + value.getClass().getName());
    };
  }

  private static Rate parsed(String text) {
    int slash = text.indexOf('/');
    String amount = slash < 0 ? text : text.substring(0, slash);
    String unit = slash < 0 ? "s" : text.substring(slash + 1);
    double seconds =
        switch (unit) {
          case "s", "" -> 1;
          case "m" -> 60;
          case "h" -> 3600;
          default -> throw new PythonError("KeyError", unit);
        };
    try {
      return new Rate(Double.parseDouble(amount.strip()) / seconds);
    } catch (NumberFormatException e) {
      throw new PythonError(
          "ValueError", "could not convert string to float: " + PythonLiteral.of(amount));
    }
  }

  boolean isLimited() {
    return perSecond > 0;
  }

  /** The time from one start to the next. */
  long intervalNanos() {
    return Math.max(1, Math.round(1e9 / perSecond));
  }
}
