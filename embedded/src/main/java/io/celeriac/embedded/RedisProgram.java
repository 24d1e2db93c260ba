package io.celeriac.embedded;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A program that may serve as Redis.
 *
 * @param origin where it comes from, for people
 * @param location how to get at its file
 */
record RedisProgram(String origin, Location location) {

  /** Gets at the program's file. */
  @FunctionalInterface
  interface Location {
    /**
     * The file; one that is not on disk yet is written to the directory.
     *
     * @throws IOException when there is none for this machine, or it cannot be written
     */
    Path in(Path directory) throws IOException;
  }

  static RedisProgram at(Path file) {
    return new RedisProgram(file.toString(), directory -> file);
  }

  Path locate(Path directory) throws IOException {
    return location.in(directory);
  }
}
