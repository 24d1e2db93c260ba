package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The beat in a process of its own, and within a worker. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
final class BeatProcessTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private void schedule() throws Exception {
    Files.writeString(
        directory.resolve("celeriac.toml"),
        "[beat_schedule.adding]\ntask = \"shop.add\"\nschedule = 0.2\nargs = [2, 3]\n");
  }

  @Test
  void it_sends_until_it_is_terminated_and_has_its_last_runs_written_then() throws Exception {
    schedule();
    BeatProcess beat =
        BeatProcess.start(directory, "beat", "-b", "memory://beat", "beat", "-l", "INFO");
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> beat.text().contains("Scheduler: Sending due task adding (shop.add)"));
      beat.process().destroy(); // SIGTERM

      assertThat(beat.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(beat.process().exitValue()).as(beat.text()).isZero();
      assertThat(Files.readString(directory.resolve("output-of-beat")))
          .contains("celeriac beat ")
          .contains("    . broker -> memory://beat")
          .contains("    . schedule -> ")
          .contains("    . maxinterval -> 5m");
      assertThat(Files.readString(directory.resolve("celerybeat-schedule.json")))
          .containsPattern("\"total_run_count\": [1-9]");
    } finally {
      beat.process().destroyForcibly();
    }
  }

  @Test
  void a_worker_carries_one_along() throws Exception {
    schedule();
    BeatProcess worker =
        BeatProcess.start(
            directory,
            "worker",
            "-A",
            SampleApps.Method.class.getName(),
            "worker",
            "-B",
            "-s",
            "embedded",
            "-l",
            "INFO");
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> worker.text().matches("(?s).*Task shop.add\\[[^\n]*succeeded.*"));
      worker.process().destroy();

      assertThat(worker.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(worker.process().exitValue()).as(worker.text()).isZero();
      assertThat(directory.resolve("embedded.json")).exists();
    } finally {
      worker.process().destroyForcibly();
    }
  }
}
