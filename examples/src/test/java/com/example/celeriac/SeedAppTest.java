package com.example.celeriac;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.Celery;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskFailedException;
import io.celeriac.Worker;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The seed application inside one JVM. */
final class SeedAppTest {

  private final String broker = "memory://" + UUID.randomUUID();
  private final Map<String, String> environment =
      Map.of("CELERY_BROKER_URL", broker, "CELERY_RESULT_BACKEND", broker);

  @Test
  void its_tasks_have_the_names_that_the_others_know() {
    try (Celery app = SeedApp.app(environment)) {
      assertThat(app.tasks())
          .extracting(TaskDefinition::name)
          .containsExactlyInAnyOrder("add", "buggy_task", "long_running_task", "bound_task");
    }
  }

  @Test
  void its_broker_is_the_first_that_the_environment_names() {
    try (Celery app =
        SeedApp.app(Map.of("AMQP_ADDR", broker, "REDIS_ADDR", "redis://127.0.0.1:6379/"))) {
      assertThat(app.brokerUrl()).startsWith(broker);
    }
  }

  @Test
  void its_tasks_run() throws Exception {
    try (Celery app = SeedApp.app(environment);
        Worker worker = app.worker().queues("celery", "buggy-queue").start()) {
      assertThat(worker.hostname()).isNotBlank();
      assertThat(app.send(SeedTasks.add(1, 2)).get(ofSeconds(30))).isEqualTo(3);
      assertThat(app.send(SeedTasks.boundTask()).get(ofSeconds(30))).isNull();
      assertThat(app.send(SeedTasks.longRunningTask(0L)).get(ofSeconds(30))).isNull();
    }
  }

  @Test
  void a_long_running_task_ends_at_its_limit() {
    try (Celery app = SeedApp.app(environment);
        Worker worker = app.worker().queues("celery", "buggy-queue").start()) {
      assertThat(worker.hostname()).isNotBlank();
      assertThatThrownBy(() ->
              app.send(SeedTasks.longRunningTask(600L).softTimeLimit(ofSeconds(1)))
                  .get(ofSeconds(60)))
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("SoftTimeLimitExceeded");
    }
  }
}
