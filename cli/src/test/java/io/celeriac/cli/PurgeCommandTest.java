package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.Signature;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PurgeCommandTest {

  private final String broker = "memory://" + UUID.randomUUID();
  private final Celery app = Celery.named("purged").broker(broker).build();

  @TempDir Path directory;

  @AfterEach
  void close() {
    app.close();
  }

  private void send(String queue, int messages) {
    for (int i = 0; i < messages; i++) {
      var _ = app.send(Signature.of("any.task", Object.class).queue(queue));
    }
  }

  @Test
  void what_waits_in_the_apps_queues_is_deleted() {
    send("celery", 2);

    CommandRun run = CommandRun.of(directory, "-b", broker, "purge", "-f");

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output()).isEqualTo("Purged 2 messages from 1 known task queue.\n");
    assertThat(CommandRun.of(directory, "-b", broker, "purge", "-f").output())
        .isEqualTo("No messages purged from 1 queue.\n");
  }

  @Test
  void queues_are_named_and_left_out() {
    send("one", 1);
    send("two", 2);
    send("three", 3);

    CommandRun run =
        CommandRun.of(
            directory, "-b", broker, "purge", "-f", "-Q", "one,two,three", "-X", "two", "--json");

    assertThat(run.output()).isEqualTo("{\"one\": 1, \"three\": 3}\n");
    assertThat(app.purge("two")).isEqualTo(2);
  }

  @Test
  void a_person_is_asked_and_may_decline() {
    send("celery", 1);

    CommandRun declined = CommandRun.typing("n\n", directory, "-b", broker, "purge");
    CommandRun silent = CommandRun.typing("", directory, "-b", broker, "purge");

    assertThat(declined.status()).isEqualTo(1);
    assertThat(declined.errors())
        .contains("This will remove all tasks from queue: celery", "no undo", "Aborted!");
    assertThat(silent.status()).isEqualTo(1);
    assertThat(CommandRun.typing("yes\n", directory, "-b", broker, "purge").output())
        .isEqualTo("Purged 1 message from 1 known task queue.\n");
  }

  @Test
  void nothing_left_to_purge_is_wrong_usage() {
    CommandRun run = CommandRun.of(directory, "-b", broker, "purge", "-f", "-X", "celery");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).contains("no queue left to purge");
  }
}
