package io.celeriac.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Starts the command once more in the background: a JVM cannot fork, so another one runs with the
 * same options and arguments, in a session of its own, its output in the log file. Where Celery's
 * command returns at once, ours does when the other has come as far as to hold its pid file: who
 * stops it next finds it, and one that cannot start is told of.
 */
final class Detachment {

  /** Names the file that the process in the background deletes when it is ready. */
  private static final String READY = "celeriac.detached";

  private static final String DEBUGGER = "-agentlib:jdwp";
  private static final long LOOK_MILLIS = 20;

  private final List<String> arguments;
  private final Path directory;

  /**
   * Of a command.
   *
   * @param arguments all that stood on the command line
   * @param directory the working directory
   */
  Detachment(List<String> arguments, Path directory) {
    this.arguments = List.copyOf(arguments);
    this.directory = directory;
  }

  /** Whether this process is the one in the background. */
  static boolean isThisProcess() {
    return System.getProperty(READY) != null;
  }

  /** Leaves the terminal, if this process is the one in the background. */
  static void leave() {
    if (isThisProcess()) {
      OwnSession.begin();
    }
  }

  /** Tells who started this process that it is on its way, if it is one in the background. */
  static void ready() {
    Optional.ofNullable(System.getProperty(READY))
        .ifPresent(name -> {
          try {
            Files.deleteIfExists(Path.of(name));
          } catch (IOException e) {
            throw new UncheckedIOException("The file " + name + " cannot be removed: " + e, e);
          }
        });
  }

  /**
   * Starts it, and waits until it is ready.
   *
   * @param log where its output goes; nowhere when empty
   * @return 0, or what it ended with
   */
  int start(Optional<Path> log) throws InterruptedException, IOException {
    Path ready = Files.createTempFile("celeriac-detached", "");
    try {
      ProcessBuilder.Redirect output =
          log.map(file -> ProcessBuilder.Redirect.appendTo(file.toFile()))
              .orElse(ProcessBuilder.Redirect.DISCARD);
      Process process =
          new ProcessBuilder(command(ready))
              .directory(directory.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectOutput(output)
              .redirectError(output)
              .start();
      while (Files.exists(ready)) {
        if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return process.exitValue();
        }
      }
      return 0;
    } finally {
      Files.deleteIfExists(ready);
    }
  }

  private List<String> command(Path ready) {
    List<String> words =
        jvm(List.of("-D" + READY + "=" + ready, "--enable-native-access=ALL-UNNAMED"));
    words.addAll(arguments);
    return words;
  }

  /** The words that start a JVM like this one, with further options, up to the arguments. */
  static List<String> jvm(List<String> options) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(options);
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith(DEBUGGER) && !option.startsWith("-D" + READY))
        .forEach(words::add);
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.add(CeleriacCommand.class.getName());
    return words;
  }
}
