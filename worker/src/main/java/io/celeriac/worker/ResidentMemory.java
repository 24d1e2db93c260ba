package io.celeriac.worker;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much memory a process has, in KiB as {@code worker_max_memory_per_child} counts it. */
final class ResidentMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private ResidentMemory() {}

  /**
   * The memory of this process that is resident; where the operating system does not tell, what the
   * JVM has taken of it, which is less.
   */
  static long kib() {
    try {
      return of(Files.readAllLines(STATUS));
    } catch (IOException e) {
      MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
      return (memory.getHeapMemoryUsage().getCommitted()
              + memory.getNonHeapMemoryUsage().getCommitted())
          / 1024;
    }
  }

  static long of(List<String> status) throws IOException {
    for (String line : status) {
      if (line.startsWith(RESIDENT)) {
        return Long.parseLong(line.substring(RESIDENT.length()).replace("kB", "").strip());
      }
    }
    throw new IOException("no line " + RESIDENT + " in " + STATUS);
  }
}
