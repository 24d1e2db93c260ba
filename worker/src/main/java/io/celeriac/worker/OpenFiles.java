package io.celeriac.worker;

import io.celeriac.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How many files a process may open, sockets among them. With too few of them the JVM cannot start
 * threads that wait for the network, and a worker would neither work nor end; so it does not start.
 * Known on Linux only.
 */
final class OpenFiles {
  /** What a worker opens after its start: connections, and what the JVM waits for them with. */
  private static final long NEEDED = 48;

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Path OPEN = Path.of("/proc/self/fd");
  private static final String LIMIT = "Max open files";

  private OpenFiles() {}

  /**
   * Makes sure that there are enough left.
   *
   * @throws SettingException when there are not
   */
  static void require() {
    try (Stream<Path> open = Files.list(OPEN)) {
      Optional<Long> limit = limit(Files.readAllLines(LIMITS));
      long count = open.count();
      if (limit.isPresent() && limit.get() - count < NEEDED) {
        throw new SettingException(
            "This process may open %d files, of which %d are in use, and a worker needs %d more."
                    .formatted(limit.get(), count, NEEDED)
                + " Raise the limit: 'ulimit -n 1024', LimitNOFILE=1024 in a unit of systemd, or"
                + " --ulimit nofile=1024 of a container");
      }
    } catch (IOException e) {
      // Another operating system, which tells nothing.
    }
  }

  /** The soft limit in the words of the kernel; empty when there is none. */
  static Optional<Long> limit(List<String> limits) {
    return limits.stream()
        .filter(line -> line.startsWith(LIMIT))
        .map(line -> line.substring(LIMIT.length()).strip().replaceFirst("\\s.*", ""))
        .filter(number -> !number.equals("unlimited"))
        .map(Long::valueOf)
        .findFirst();
  }
}
