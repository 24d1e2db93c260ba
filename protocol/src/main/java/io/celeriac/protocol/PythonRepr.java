package io.celeriac.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values as Python would show them, cut to a bounded length: the text of {@code argsrepr} and
 * {@code kwargsrepr}. For people to read; never parsed.
 */
public final class PythonRepr {
  /**
   * Most characters of an {@code argsrepr} or {@code kwargsrepr}, not counting closing brackets.
   */
  public static final int MAX_LENGTH = 1024;

  /**
   * Containers deeper than this are shown as {@code [...]}; setting {@code task_repr_maxlevels}.
   */
  public static final int MAX_LEVELS = 3;

  private PythonRepr() {}

  /** Returns positional arguments as a tuple. */
  public static String ofArgs(List<? extends @Nullable Object> args) {
    return ofArgs(args, MAX_LEVELS);
  }

  public static String ofArgs(List<? extends @Nullable Object> args, int maxLevels) {
    return args.toString() + maxLevels;
  }

  /** Returns keyword arguments as a mapping. */
  public static String ofKwargs(Map<String, ? extends @Nullable Object> kwargs) {
    return ofKwargs(kwargs, MAX_LEVELS);
  }

  public static String ofKwargs(Map<String, ? extends @Nullable Object> kwargs, int maxLevels) {
    return kwargs.toString() + maxLevels;
  }

  /** Returns any value. */
  public static String of(@Nullable Object value) {
    return of(value, MAX_LEVELS);
  }

  public static String of(@Nullable Object value, int maxLevels) {
    return String.valueOf(value) + maxLevels;
  }
}
