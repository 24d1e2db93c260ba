package io.celeriac.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program run in a JVM of its own, with options of its own: a small heap, or a log of classes.
 */
final class ChildJvm {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /**
   * How it ended.
   *
   * @param exit the exit code
   * @param output all that it printed
   */
  record Ended(int exit, String output) {}

  private ChildJvm() {}

  static Ended run(Path directory, List<String> options, Class<?> program, List<String> arguments)
      throws IOException, InterruptedException {
    return run(directory, options, program, arguments, PATIENCE);
  }

  static Ended run(
      Path directory,
      List<String> options,
      Class<?> program,
      List<String> arguments,
      Duration patience)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(arguments);
    Path output = Files.createTempFile(directory, "child", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still running: " + Files.readString(output));
      }
    } finally {
      process.destroyForcibly();
    }
    return new Ended(
        process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
  }
}
