package io.celeriac.cli;

import java.util.Locale;

/** Spans of time, for people. */
final class Spans {

  private Spans() {}

  /** In milliseconds below a second, and in seconds from there on. */
  static String text(long nanos) {
    return nanos < 999_500_000L
        ? Math.max(1, Math.round(nanos / 1e6)) + " ms"
        : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
