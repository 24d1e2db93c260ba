package io.celeriac.cli;

import ch.qos.logback.classic.Level;

/** Celery's names for how much is logged. */
enum LogLevel {
  DEBUG,
  INFO,
  WARNING,
  ERROR,
  CRITICAL,
  FATAL;

  /** Logback's; it has nothing above errors. */
  Level level() {
    return switch (this) {
      case DEBUG -> Level.DEBUG;
      case INFO -> Level.INFO;
      case WARNING -> Level.WARN;
      case ERROR, CRITICAL, FATAL -> Level.ERROR;
    };
  }

  /** What Python calls a level. */
  static String pythonName(Level level) {
    return switch (level.toInt()) {
      case Level.TRACE_INT, Level.DEBUG_INT -> "DEBUG";
      case Level.WARN_INT -> "WARNING";
      case Level.ERROR_INT -> "ERROR";
      default -> "INFO";
    };
  }
}
