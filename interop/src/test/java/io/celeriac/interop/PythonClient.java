package io.celeriac.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Python process with stock Celery that runs what a test tells it, in the names of {@code
 * peer.py}. One process serves many tests, for its start takes a second.
 */
final class PythonClient implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;

  PythonClient(Place place) {
    this(place, Map.of());
  }

  PythonClient(Place place, Map<String, String> more) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(place.python().toString(), PythonWorker.SOURCES + "/peer.py")
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().putAll(place.environment());
      builder.environment().putAll(Map.of("PYTHONDONTWRITEBYTECODE", "1"));
      builder.environment().putAll(more);
      this.process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Runs a program; the {@code repr} of the value of its last expression.
   *
   * @throws Raised when it raised
   */
  synchronized String run(String program) {
    try {
      Base64.Encoder encoder = Base64.getEncoder();
      String line = encoder.encodeToString(program.getBytes(StandardCharsets.UTF_8)) + "\n";
      process.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
      @Nullable String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException("Python ended while it ran " + program);
      }
      List<String> fields =
          Arrays.stream(answer.split("\t", -1))
              .map(Base64.getDecoder()::decode)
              .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
              .toList();
      if (fields.size() == 1) {
        return fields.getFirst();
      }
      throw new Raised(List.of(fields.get(0).split(" ")), fields.get(1), fields.get(2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** A Python exception. */
  static final class Raised extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> classes;
    private final String arguments;

    Raised(List<String> classes, String arguments, String traceback) {
      super(traceback);
      this.classes = classes;
      this.arguments = arguments;
    }

    /** Its class and what that inherits, as {@code module.Name}. */
    List<String> classes() {
      return classes;
    }

    /** The {@code repr} of its arguments. */
    String arguments() {
      return arguments;
    }
  }
}
