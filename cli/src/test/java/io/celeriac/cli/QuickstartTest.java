package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration as a whole, with a Redis that it starts for itself. */
@Tag("slow")
final class QuickstartTest {

  @TempDir Path directory;

  @Test
  void it_ends_well_when_every_call_ended_as_it_should() {
    CommandRun run = CommandRun.of(directory, "quickstart", "--once");

    assertThat(run.status()).as(run.output() + run.errors()).isZero();
    assertThat(run.errors()).isEmpty();
    assertThat(run.output())
        .matches("[ -~\\n]*")
        .containsPattern("ok +add\\(2, 3\\).* 5\n")
        .containsPattern("ok +flaky\\(\\).* worked on try 3\n")
        .containsPattern("ok +slow\\(60\\).* stopped by its time limit\n")
        .containsPattern("ok +1000 x nap")
        .contains("All 1005 calls ended as they should.")
        .contains("from celery import Celery")
        .containsPattern("redis://:[\\w-]{12}@127\\.0\\.0\\.1:\\d+")
        .doesNotContain("WRONG");
  }
}
