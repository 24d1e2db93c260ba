package io.celeriac.worker;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The signal that a {@code terminate} names. It goes to the process that runs the task, where there
 * is one; threads are interrupted, whatever it is.
 *
 * @param number its number on Linux
 */
record StopSignal(int number) {

  private static final List<String> NAMES =
      List.of(
          "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
          "PIPE", "ALRM", "TERM");

  /**
   * A signal by name, with or without SIG, or by number; SIGTERM when none is given.
   *
   * @throws PythonError when there is no such signal
   */
  static StopSignal of(@Nullable Object given) {
    return switch (given) {
      case null -> new StopSignal(15);
      case Number number -> new StopSignal(number.intValue());
      case String text when text.isEmpty() -> new StopSignal(15);
      case String text when text.chars().allMatch(Character::isDigit) ->
          new StopSignal(Integer.parseInt(text));
      default -> named(String.valueOf(given).toUpperCase(Locale.ROOT));
    };
  }

  /** Its name, or its number where it has none here. */
  String name() {
    return number > 0 && number <= NAMES.size()
        ? "SIG" + NAMES.get(number - 1)
        : Integer.toString(number);
  }

  private static StopSignal named(String text) {
    String name = text.startsWith("SIG") ? text.substring(3) : text;
    if (!NAMES.contains(name)) {
      throw new PythonError("AttributeError", "module 'signal' has no attribute 'SIG" + name + "'");
    }
    return new StopSignal(NAMES.indexOf(name) + 1);
  }
}
