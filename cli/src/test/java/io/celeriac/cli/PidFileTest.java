package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PidFileTest {

  private static final long MINE = ProcessHandle.current().pid();

  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void name_it() {
    file = directory.resolve("worker.pid");
  }

  @Test
  void it_holds_the_process_while_it_is_open() {
    try (PidFile _ = PidFile.acquire(file)) {
      assertThat(file).hasContent(MINE + "\n");
      assertThat(PidFile.read(file)).contains(MINE);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void another_process_that_runs_keeps_it() throws Exception {
    Process other = new ProcessBuilder("sh", "-c", "read line").start();
    try {
      Files.writeString(file, other.pid() + "\n");

      assertThatThrownBy(() -> PidFile.acquire(file))
          .isInstanceOf(AlreadyRunningException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining(String.valueOf(other.pid()));
      CommandRun run =
          CommandRun.of(
              directory,
              "-A",
              SampleApps.Method.class.getName(),
              "worker",
              "-D",
              "--pidfile",
              "worker.pid");
      assertThat(run.status()).isEqualTo(73);
      assertThat(run.errors()).contains("belongs to the process " + other.pid());
      assertThat(file).hasContent(other.pid() + "\n");
    } finally {
      other.destroy();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999\n", "", "12", "none\n", "99999999999999999999\n"})
  void one_that_was_left_behind_is_replaced(String text) throws Exception {
    Files.writeString(file, text);

    try (PidFile _ = PidFile.acquire(file)) {
      assertThat(PidFile.read(file)).contains(MINE);
    }
  }

  @Test
  void this_process_itself_is_no_other_as_when_a_container_starts_again() throws Exception {
    Files.writeString(file, MINE + "\n");

    try (PidFile _ = PidFile.acquire(file)) {
      assertThat(PidFile.read(file)).contains(MINE);
    }
  }

  @Test
  void it_is_left_to_who_has_taken_it_over() throws Exception {
    try (PidFile _ = PidFile.acquire(file)) {
      Files.writeString(file, "1\n");
    }

    assertThat(file).hasContent("1\n");
  }
}
