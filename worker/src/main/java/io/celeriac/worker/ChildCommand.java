package io.celeriac.worker;

import io.celeriac.PoolChild;
import io.celeriac.ProcessPoolException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The command that starts this program once more: the same JVM, options, class path, main class and
 * arguments, and a few options of a child's own.
 */
final class ChildCommand {

  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  /**
   * What only one process may do: to be debugged on a port, or to write an archive or a profile.
   */
  private static final List<String> ONCE =
      List.of(
          "-agentlib:jdwp",
          "-Xrunjdwp",
          "-Dcom.sun.management.jmxremote.port",
          "-XX:+AutoCreateSharedArchive",
          "-XX:ArchiveClassesAtExit",
          "-XX:AOTCacheOutput",
          "-XX:StartFlightRecording");

  private static final String ARCHIVE = "-XX:SharedArchiveFile=";

  private final String executable;
  private final List<String> arguments;
  private final List<String> jvmOptions;

  /**
   * The command of a process.
   *
   * @param executable the JVM's program
   * @param arguments what stood behind it
   * @param jvmOptions the options that the JVM runs with, from wherever they came
   */
  ChildCommand(String executable, List<String> arguments, List<String> jvmOptions) {
    this.executable = executable;
    this.arguments = arguments.stream().filter(ChildCommand::forChildren).toList();
    this.jvmOptions = List.copyOf(jvmOptions);
  }

  static ChildCommand ofThisProcess() {
    String executable =
        ProcessHandle.current()
            .info()
            .command()
            .orElseGet(() -> Path.of(System.getProperty("java.home"), "bin", "java").toString());
    return new ChildCommand(
        executable,
        commandLine()
            .or(() -> ProcessHandle.current().info().arguments().map(List::of))
            .orElseGet(ChildCommand::rebuilt),
        ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  /** In full, which ProcessHandle gives only up to a page of memory. */
  private static Optional<List<String>> commandLine() {
    try {
      List<String> words = Arrays.asList(Files.readString(COMMAND_LINE).split("\0", -1));
      return words.size() < 3 ? Optional.empty() : Optional.of(words.subList(1, words.size() - 1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** From what the JVM knows of itself; arguments with spaces are lost in it. */
  private static List<String> rebuilt() {
    String command = System.getProperty("sun.java.command", "");
    if (command.isEmpty()) {
      throw new ProcessPoolException(
          "The process pool cannot tell how this program was started, so it cannot start children:"
              + " the operating system hides the command line; take another pool (worker_pool)");
    }
    List<String> words = new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
    List<String> program = Arrays.asList(command.split(" "));
    if (program.getFirst().endsWith(".jar")) {
      words.add("-jar");
    } else {
      words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    }
    words.addAll(program);
    return words;
  }

  private static boolean forChildren(String argument) {
    boolean missing =
        argument.startsWith(ARCHIVE)
            && !Files.exists(Path.of(argument.substring(ARCHIVE.length())));
    return !missing && ONCE.stream().noneMatch(argument::startsWith);
  }

  /** The words of a child's command. */
  List<String> words(PoolChild child) {
    List<String> words = new ArrayList<>();
    words.add(executable);
    words.addAll(child.jvmOptions());
    // Of many small processes none needs a collector with threads of its own.
    unlessGiven(words, "-XX:+UseSerialGC", "-XX:\\+Use[A-Za-z0-9]*GC");
    unlessGiven(words, "-Xms8m", "-Xms.*|-XX:InitialHeapSize=.*|-XX:InitialRAMPercentage=.*");
    unlessGiven(words, "-XX:MaxHeapFreeRatio=40", "-XX:M..HeapFreeRatio=.*");
    // A task that is out of memory has taken it from the JVM's own threads too: nothing in such a
    // process is to be relied on. Without the core and the report that a crash would leave.
    unlessGiven(words, "-XX:+ExitOnOutOfMemoryError", "-XX:[+-](Exit|Crash)OnOutOfMemoryError");
    words.addAll(arguments);
    return words;
  }

  private void unlessGiven(List<String> words, String option, String pattern) {
    if (jvmOptions.stream().noneMatch(given -> given.matches(pattern))) {
      words.add(option);
    }
  }
}
