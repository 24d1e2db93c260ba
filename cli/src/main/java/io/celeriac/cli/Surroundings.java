package io.celeriac.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command finds around it; tests bring their own.
 *
 * @param environment the environment variables
 * @param directory the working directory
 * @param input standard input
 * @param output what standard output can do
 * @param errors what standard error can do
 */
record Surroundings(
    Map<String, String> environment,
    Path directory,
    InputStream input,
    Terminal output,
    Terminal errors) {

  Surroundings {
    environment = Map.copyOf(environment);
  }

  static Surroundings ofThisProcess(boolean colours) {
    Map<String, String> environment = System.getenv();
    return new Surroundings(
        environment,
        Path.of("").toAbsolutePath(),
        System.in,
        Terminal.ofDescriptor(1, environment, colours),
        Terminal.ofDescriptor(2, environment, colours));
  }
}
