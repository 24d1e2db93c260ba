package io.celeriac;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What tasks run on. */
public enum PoolKind {
  /** A virtual thread each: for tasks that wait. The default. */
  VIRTUAL,
  /** Platform threads, as many as the concurrency: for tasks that compute. */
  THREADS,
  /** One platform thread, one task at a time. */
  SOLO,
  /**
   * A child JVM for each slot, also called {@code processes}: for tasks that must be killed when
   * they overrun their limit, or that may take their process down.
   */
  PREFORK;

  private static final String OTHER_NAME_OF_PREFORK = "processes";

  /** The name on the command line. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The pool of a name.
   *
   * @throws SettingException naming the kinds there are
   */
  public static PoolKind of(String name, String origin) {
    if (name.equalsIgnoreCase(OTHER_NAME_OF_PREFORK)) {
      return PREFORK;
    }
    return Arrays.stream(values())
        .filter(kind -> kind.wireName().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new SettingException(
                "There is no pool '"
                    + name
                    + "' ("
                    + origin
                    + "); it would be one of "
                    + Arrays.stream(values())
                        .map(PoolKind::wireName)
                        .collect(Collectors.joining(", "))));
  }
}
