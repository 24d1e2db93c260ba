package io.celeriac.embedded;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the programs to try, the best one first. */
final class RedisPrograms {

  private RedisPrograms() {}

  /** Those on a search path, and behind them those that a library brings along. */
  static List<RedisProgram> of(@Nullable String searchPath) {
    List<RedisProgram> programs = new ArrayList<>();
    String directories = searchPath == null ? "" : searchPath;
    Stream.of("redis-server", "valkey-server")
        .flatMap(name -> find(name, directories).stream())
        .map(RedisProgram::at)
        .forEach(programs::add);
    programs.addAll(
        BundledPrograms.of(System.getProperty("os.name"), System.getProperty("os.arch")));
    return programs;
  }

  private static Optional<Path> find(String name, String directories) {
    return Arrays.stream(directories.split(File.pathSeparator, -1))
        .filter(directory -> !directory.isEmpty())
        .flatMap(directory -> path(directory, name).stream())
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /** Empty for an entry that is no directory's name: no program is there. */
  private static Optional<Path> path(String directory, String name) {
    try {
      return Optional.of(Path.of(directory, name).toAbsolutePath());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
