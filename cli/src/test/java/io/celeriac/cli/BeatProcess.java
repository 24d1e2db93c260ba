package io.celeriac.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A beat in a process of its own, as people run it. */
record BeatProcess(String name, Process process, Path log) {

  static BeatProcess start(Path directory, String name, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                CeleriacCommand.class.getName()));
    command.addAll(List.of(arguments));
    Path log = directory.resolve("errors-of-" + name);
    return new BeatProcess(
        name,
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(directory.resolve("output-of-" + name).toFile())
            .redirectError(log.toFile())
            .start(),
        log);
  }

  String text() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }
}
