package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ListParkedCommandTest {

  @TempDir Path directory;

  @Test
  void tasks_that_the_broker_keeps_are_counted_and_purged() {
    String broker = "memory://" + UUID.randomUUID();
    try (Celery app =
            Celery.named("parked")
                .broker(broker)
                .tasks(TaskDefinition.named("t", Long.class).handler((task, values) -> 1L))
                .build();
        Worker worker = app.worker().start()) {
      assertThat(worker.queues()).hasSize(1);
      for (int i = 0; i < 3; i++) {
        var _ = app.send(Signature.of("t", Long.class).countdown(Duration.ofHours(1)));
      }
      await().until(() -> app.parked().equals(Map.of("celery", 3L)));

      assertThat(CommandRun.of(directory, "-b", broker, "list", "parked").output().lines())
          .containsExactly(
              "Queue                        Parked",
              "----------------             ----------------",
              "celery                       3");
      assertThat(
              CommandRun.of(directory, "-b", broker, "list", "parked", "-Q", "other", "-j")
                  .output())
          .isEqualTo("{\"other\": 0}\n");
      assertThat(CommandRun.of(directory, "-b", broker, "purge", "-f").output())
          .isEqualTo("Purged 3 messages from 1 known task queue.\n");
      assertThat(app.parked()).isEqualTo(Map.of("celery", 0L));
    }
  }
}
