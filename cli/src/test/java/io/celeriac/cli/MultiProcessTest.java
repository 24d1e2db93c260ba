package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Workers in the background, as {@code multi} starts and stops them. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
final class MultiProcessTest {

  @TempDir Path directory;

  @AfterEach
  void end_all() throws Exception {
    multi("kill", "2");
  }

  private CommandRun multi(String... words) {
    List<String> arguments =
        new ArrayList<>(List.of("-A", SampleApps.Method.class.getName(), "multi"));
    arguments.addAll(List.of(words));
    arguments.addAll(List.of("--hostname=here", "--pidfile=run/%n.pid", "--logfile=log/%n%I.log"));
    return CommandRun.of(directory, arguments.toArray(String[]::new));
  }

  private Optional<Long> pid(int node) {
    return PidFile.read(directory.resolve("run/celery" + node + ".pid"));
  }

  @Test
  void nodes_start_and_stop_in_the_background() throws Exception {
    CommandRun start = multi("start", "2", "-l", "INFO", "--nosplash");

    assertThat(start.status()).as(start.output()).isZero();
    assertThat(start.output())
        .isEqualTo("> Starting nodes...\n\t> celery1@here: OK\n\t> celery2@here: OK\n");
    long first = pid(1).orElseThrow();
    assertThat(ProcessHandle.of(first)).get().matches(ProcessHandle::isAlive);

    CommandRun again = multi("start", "1", "--nosplash");
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.output()).contains("* Child terminated with exit code 73\nFAILED\n");

    CommandRun restart = multi("restart", "2", "--nosplash");
    assertThat(restart.status()).as(restart.output()).isZero();
    assertThat(restart.output())
        .contains("\t> celery1@here: TERM -> " + first)
        .contains("> Restarting node celery1@here: OK\n")
        .contains("> Restarting node celery2@here: OK\n");
    assertThat(pid(1)).isPresent().get().isNotEqualTo(first);
    assertThat(Files.readString(directory.resolve("log/celery1.log"))).contains("Warm shutdown");

    CommandRun stop = multi("stopwait", "2", "--nosplash");
    assertThat(stop.status()).isZero();
    assertThat(stop.output()).contains("\t> celery1@here: OK\n", "> celery2@here: DOWN\n");
    assertThat(pid(1)).isEmpty();
    assertThat(pid(2)).isEmpty();
  }
}
