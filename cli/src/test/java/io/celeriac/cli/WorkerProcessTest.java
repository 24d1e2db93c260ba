package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The worker in a process of its own, as people run it. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
final class WorkerProcessTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void it_shows_its_banner_and_ends_with_0_when_it_is_terminated() throws Exception {
    Process worker = start("worker", "-l", "INFO");
    try {
      awaitReady("celery@");
      signal(worker, "TERM");

      assertThat(worker.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).as(log()).isZero();
      assertThat(output().lines())
          .anySatisfy(line -> assertThat(line).contains("transport:", "memory://method"))
          .anySatisfy(line -> assertThat(line).isEqualTo("  . shop.add"));
      assertThat(log()).contains("INFO/MainProcess] celery@").contains("Warm shutdown");
    } finally {
      worker.destroyForcibly();
    }
  }

  @Test
  void it_ends_with_1_when_it_is_interrupted_and_is_quiet_when_told_so() throws Exception {
    Process worker = start("worker", "-q", "-l", "INFO", "-n", "mail@here");
    try {
      awaitReady("mail@here ready");
      signal(worker, "INT");

      assertThat(worker.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).as(log()).isEqualTo(1);
      assertThat(output()).isEmpty();
    } finally {
      worker.destroyForcibly();
    }
  }

  @Test
  void a_remapped_sigterm_ends_it_cold() throws Exception {
    Process worker = start(Map.of("REMAP_SIGTERM", "SIGQUIT"), "worker", "-l", "INFO");
    try {
      awaitReady("celery@");
      signal(worker, "TERM");

      assertThat(worker.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).as(log()).isEqualTo(1);
      assertThat(log()).contains("Cold shutdown").doesNotContain("Warm shutdown");
    } finally {
      worker.destroyForcibly();
    }
  }

  @Test
  void it_logs_to_a_file_of_its_own() throws Exception {
    Process worker = start("worker", "-l", "INFO", "-n", "mail@here", "-f", "log-of-%n");
    try {
      Path file = directory.resolve("log-of-mail");
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> Files.exists(file) && Files.readString(file).contains("mail@here ready"));
      assertThat(log()).doesNotContain("ready");
    } finally {
      worker.destroyForcibly().waitFor();
    }
  }

  private Process start(String... command) throws IOException {
    return start(Map.of(), command);
  }

  private Process start(Map<String, String> environment, String... command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CeleriacCommand.class.getName(),
            "-A",
            SampleApps.Method.class.getName());
    builder.command().addAll(List.of(command));
    builder.environment().putAll(environment);
    return builder
        .directory(directory.toFile())
        .redirectOutput(directory.resolve("output").toFile())
        .redirectError(directory.resolve("errors").toFile())
        .start();
  }

  private void awaitReady(String text) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> log().contains(text) && log().contains("ready"));
  }

  private String output() throws IOException {
    return Files.readString(directory.resolve("output"));
  }

  private String log() throws IOException {
    Path errors = directory.resolve("errors");
    return Files.exists(errors) ? Files.readString(errors) : "";
  }

  private static void signal(Process process, String name)
      throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
    try (BufferedReader errors =
        new BufferedReader(new InputStreamReader(kill.getErrorStream(), StandardCharsets.UTF_8))) {
      assertThat(errors.lines()).isEmpty();
    }
    assertThat(kill.waitFor()).isZero();
  }
}
