package io.celeriac.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this process has used, as {@code getrusage} tells it elsewhere; from Linux' /proc. */
final class ResourceUsage {

  private static final Logger LOG = LoggerFactory.getLogger(ResourceUsage.class);

  /** USER_HZ, which Linux shows to programs whatever its own clock is. */
  private static final double TICKS = 100;

  private static final int BLOCK = 512;

  private final Path proc;

  ResourceUsage() {
    this(Path.of("/proc/self"));
  }

  ResourceUsage(Path proc) {
    this.proc = proc;
  }

  /** The object in {@code inspect stats}; "N/A" where there is no /proc. */
  Object rusage() {
    try {
      String stat = Files.readString(proc.resolve("stat"));
      // The second field is the name, in parentheses, and may hold blanks.
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
      Map<String, Long> status = numbers(Files.readString(proc.resolve("status")));
      Map<String, Object> usage = new LinkedHashMap<>();
      usage.put("utime", Long.parseLong(fields.get(11)) / TICKS);
      usage.put("stime", Long.parseLong(fields.get(12)) / TICKS);
      usage.put("maxrss", status.getOrDefault("VmHWM", 0L));
      List.of("ixrss", "idrss", "isrss").forEach(name -> usage.put(name, 0));
      usage.put("minflt", Long.parseLong(fields.get(7)));
      usage.put("majflt", Long.parseLong(fields.get(9)));
      usage.put("nswap", 0);
      Map<String, Long> io = readable(proc.resolve("io"));
      usage.put("inblock", io.getOrDefault("read_bytes", 0L) / BLOCK);
      usage.put("oublock", io.getOrDefault("write_bytes", 0L) / BLOCK);
      List.of("msgsnd", "msgrcv", "nsignals").forEach(name -> usage.put(name, 0));
      usage.put("nvcsw", ofThreads("voluntary_ctxt_switches"));
      usage.put("nivcsw", ofThreads("nonvoluntary_ctxt_switches"));
      return usage;
    } catch (IOException | RuntimeException e) {
      LOG.debug("What the process has used is not known: {}", e.toString());
      return "N/A";
    }
  }

  /** The memory that is resident, in bytes. */
  Optional<Long> residentBytes() {
    try {
      Map<String, Long> status = numbers(Files.readString(proc.resolve("status")));
      return Optional.ofNullable(status.get("VmRSS")).map(kilobytes -> kilobytes * 1024);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private long ofThreads(String name) throws IOException {
    try (Stream<Path> threads = Files.list(proc.resolve("task"))) {
      return threads
          .mapToLong(thread -> readable(thread.resolve("status")).getOrDefault(name, 0L))
          .sum();
    }
  }

  /** A thread may have ended meanwhile, and a container may hide some files. */
  private static Map<String, Long> readable(Path file) {
    try {
      return numbers(Files.readString(file));
    } catch (IOException e) {
      return Map.of();
    }
  }

  private static Map<String, Long> numbers(String lines) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    lines
        .lines()
        .forEach(line -> {
          int colon = line.indexOf(':');
          String value = line.substring(colon + 1).strip().replaceAll(" kB$", "");
          if (colon > 0 && !value.isEmpty() && value.chars().allMatch(Character::isDigit)) {
            numbers.put(line.substring(0, colon), Long.parseLong(value));
          }
        });
    return numbers;
  }
}
