package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ListBindingsCommandTest {

  @TempDir Path directory;

  @Test
  void the_apps_own_bindings_are_listed_as_celery_does() throws Exception {
    Files.writeString(directory.resolve("celeriac.toml"), "task_default_exchange = 'shop'\n");

    CommandRun run = CommandRun.of(directory, "-b", "memory://bindings", "list", "bindings");

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output().lines())
        .containsExactly(
            "Queue                        Exchange                     Routing Key",
            "----------------             ----------------             ----------------",
            "celery                       shop                         celery");
    assertThat(
            CommandRun.of(directory, "-b", "memory://bindings", "list", "bindings", "-j").output())
        .isEqualTo(
            "[{\"destination\": \"celery\", \"source\": \"shop\", \"routing_key\": \"celery\"}]\n");
  }

  @Test
  void without_a_word_it_says_what_can_be_listed() {
    assertThat(CommandRun.of(directory, "list").output()).contains("bindings");
  }
}
