package io.celeriac.faults;

import io.celeriac.testing.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** How much of a processor a process takes, in the hundredths of a second of Linux. */
final class Processor {
  private Processor() {}

  /** What it takes within a time. */
  static long ticksWithin(ChildProcess process, Duration time) throws IOException {
    long before = ticks(process);
    Pauses.of(time);
    return ticks(process) - before;
  }

  /** What it has taken since its start. */
  static long ticks(ChildProcess process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    // The name, the second field, may hold spaces; user and system time are fields 14 and 15.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
