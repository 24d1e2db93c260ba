package io.celeriac.protocol;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value as an error message shows it: what kind it is, and the beginning of it. */
final class Shown {
  private static final int MAX_LENGTH = 80;

  private Shown() {}

  static String of(@Nullable Object value) {
    String shown = PythonRepr.of(value, PythonRepr.MAX_LEVELS, MAX_LENGTH);
    return switch (value) {
      case null -> "null";
      case Map<?, ?> _ -> "the mapping " + shown;
      case Collection<?> _ -> "the list " + shown;
      case String _ -> "the text " + shown;
      case Number _ -> "the number " + shown;
      case Boolean _ -> shown;
      case byte[] _ -> "the bytes " + shown;
      default -> "the " + value.getClass().getSimpleName() + " " + shown;
    };
  }
}
