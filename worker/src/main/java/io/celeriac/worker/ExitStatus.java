package io.celeriac.worker;

import java.util.Map;

/**
 * How a process ended, in the words of Celery's WorkerLostError. Java reports the signal that ended
 * a process as 128 plus its number.
 *
 * @param value as {@link Process#exitValue} says it
 */
record ExitStatus(int value) {

  private static final int SIGNALS = 128;
  private static final int LAST_SIGNAL = 64;
  private static final int OUT_OF_MEMORY = 3;

  /** The same on Linux and macOS, except for a few that end no process. */
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(1, "SIGHUP"),
          Map.entry(2, "SIGINT"),
          Map.entry(3, "SIGQUIT"),
          Map.entry(4, "SIGILL"),
          Map.entry(5, "SIGTRAP"),
          Map.entry(6, "SIGABRT"),
          Map.entry(8, "SIGFPE"),
          Map.entry(9, "SIGKILL"),
          Map.entry(11, "SIGSEGV"),
          Map.entry(13, "SIGPIPE"),
          Map.entry(14, "SIGALRM"),
          Map.entry(15, "SIGTERM"));

  /** Such as {@code signal 9 (SIGKILL)}, or {@code exitcode 1}. */
  @Override
  public String toString() {
    int signal = value - SIGNALS;
    if (signal <= 0 || signal > LAST_SIGNAL) {
      return "exitcode " + value;
    }
    String name = NAMES.get(signal);
    return "signal " + signal + (name == null ? "" : " (" + name + ")");
  }

  /** What a person may want to know besides; empty when the status says it all. */
  String hint() {
    return value == OUT_OF_MEMORY ? ", as a JVM that is out of memory does here" : "";
  }
}
