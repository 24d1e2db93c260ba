package io.celeriac.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values as Python would show them, cut to a bounded length: the text of {@code argsrepr} and
 * {@code kwargsrepr}. For people to read; never parsed.
 */
public final class PythonRepr {
  /** Length at which an {@code argsrepr} or {@code kwargsrepr} is cut, give or take a token. */
  public static final int MAX_LENGTH = 1024;

  /**
   * Containers deeper than this are shown as {@code [...]}: setting {@code task_repr_maxlevels}.
   */
  public static final int MAX_LEVELS = 3;

  private PythonRepr() {}

  /** Returns positional arguments as a tuple. */
  public static String ofArgs(List<? extends @Nullable Object> args) {
    return ofArgs(args, MAX_LEVELS);
  }

  /** Returns positional arguments as a tuple, of so many levels; 0 is without a limit. */
  public static String ofArgs(List<? extends @Nullable Object> args, int maxLevels) {
    return new ReprWriter(MAX_LENGTH, maxLevels).tuple(args);
  }

  /** Returns keyword arguments as a mapping. */
  public static String ofKwargs(Map<String, ? extends @Nullable Object> kwargs) {
    return ofKwargs(kwargs, MAX_LEVELS);
  }

  /** Returns keyword arguments as a mapping, of so many levels; 0 is without a limit. */
  public static String ofKwargs(Map<String, ? extends @Nullable Object> kwargs, int maxLevels) {
    return of(kwargs, maxLevels);
  }

  /** Returns text as Python's own {@code repr} writes it, as in an exception that is shown. */
  public static String literal(String text) {
    return PythonText.literal(text);
  }

  /** Returns any value. */
  public static String of(@Nullable Object value) {
    return of(value, MAX_LEVELS);
  }

  /** Returns any value, of so many levels; 0 is without a limit. */
  public static String of(@Nullable Object value, int maxLevels) {
    return of(value, maxLevels, MAX_LENGTH);
  }

  /** Returns any value, of so many levels, cut at about so many characters. */
  public static String of(@Nullable Object value, int maxLevels, int maxLength) {
    return new ReprWriter(maxLength, maxLevels).value(value);
  }
}
