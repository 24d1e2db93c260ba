package io.celeriac.redis;

import io.celeriac.testing.TestServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stock Celery's Redis backend in a process of its own, which does to chords what it is told. */
final class StockChords implements AutoCloseable {
  private static final Path PROGRAM = Path.of("src", "test", "python", "chord_peer.py");
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;

  StockChords(String url, Map<String, Object> settings) {
    try {
      Path program = PROGRAM.toFile().exists() ? PROGRAM : Path.of("redis").resolve(PROGRAM);
      ProcessBuilder builder =
          new ProcessBuilder(TestServers.ofEnvironment().python().toString(), program.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
      this.process = builder.start();
      this.questions = process.outputWriter(StandardCharsets.UTF_8);
      this.answers = process.inputReader(StandardCharsets.UTF_8);
      write(Map.of("url", url, "settings", settings));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has it call one of its functions. */
  JsonNode call(String function, Map<String, ?> arguments) {
    try {
      write(List.of(function, arguments));
      @Nullable String answer = answers.readLine();
      if (answer == null) {
        throw new IllegalStateException("Python ended in " + function + arguments);
      }
      return JSON.readTree(answer).path("value");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Object question) throws IOException {
    questions.write(JSON.writeValueAsString(question) + "\n");
    questions.flush();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
