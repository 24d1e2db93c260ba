package io.celeriac.worker;

import static io.celeriac.worker.WorkerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.Celery;
import io.celeriac.Setting;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.Worker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which events of tasks are sent, and which are not. */
@Timeout(60)
class TaskEventsTest {

  private final ScriptedBroker broker = new ScriptedBroker();

  private void run(TaskDefinition<?> task, boolean events, int deliveries) {
    try (Celery app =
            Celery.named("test")
                .transport(broker)
                .set("worker_enable_remote_control", false)
                .set(Setting.WORKER_SEND_TASK_EVENTS, events)
                .tasks(task)
                .build();
        Worker worker =
            app.worker()
                .concurrency(1)
                .withoutGossip()
                .withoutMingle()
                .withoutHeartbeat()
                .start()) {
      app.send(Signature.of("t", Object.class));
      await()
          .until(() ->
              broker.delivered.size() == deliveries
                  && broker.delivered.getLast().fate.get() != ScriptedBroker.Fate.HELD);
      assertThat(worker.concurrency()).isEqualTo(1);
    }
  }

  @Test
  void nothing_is_told_unless_the_worker_is_to_send_events() {
    run(task("t", (context, arguments) -> 1), false, 1);
    assertThat(broker.broadcasts).isEmpty();
  }

  @Test
  void nothing_is_told_of_a_task_that_does_not_want_it() {
    TaskOptions quiet = TaskOptions.builder().sendEvents(false).build();
    run(task("t", quiet, (context, arguments) -> 1), true, 1);
    assertThat(broker.broadcasts).isEmpty();
  }

  @Test
  void a_task_may_tell_of_itself_in_any_worker() {
    run(
        task(
            "t",
            (context, arguments) -> {
              context.sendEvent("task-progress", Map.of("percent", 40));
              return 1;
            }),
        false,
        1);
    assertThat(SentEvents.all(broker))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.get("type")).isEqualTo("task-progress");
          assertThat(event.get("percent")).isEqualTo(40L);
          assertThat(event.get("uuid")).isNotNull();
          assertThat(String.valueOf(event.get("hostname"))).startsWith("celery@");
        });
  }

  @Test
  void a_late_failure_that_is_not_acknowledged_is_rejected_first() {
    TaskOptions late = TaskOptions.builder().acksLate(true).acksOnFailure(false).build();
    run(
        task(
            "t",
            late,
            (context, arguments) -> {
              throw new IllegalStateException("no");
            }),
        true,
        1);
    assertThat(SentEvents.types(broker, "task"))
        .containsExactly("task-received", "task-started", "task-rejected", "task-failed");
  }

  @Test
  void a_rejection_with_requeue_is_no_failure() {
    TaskOptions late = TaskOptions.builder().acksLate(true).build();
    run(
        task(
            "t",
            late,
            (context, arguments) -> {
              throw new io.celeriac.Reject("later", true);
            }),
        true,
        1);
    List<Map<?, ?>> events = SentEvents.ofWorker(broker, "task");
    assertThat(events.stream().map(event -> event.get("type")))
        .isEqualTo(List.of("task-received", "task-started", "task-rejected"));
    assertThat(events.getLast().get("requeue")).isEqualTo(true);
  }

  @Test
  void a_retry_without_a_cause_says_none() {
    AtomicInteger runs = new AtomicInteger();
    run(
        task(
            "t",
            (context, arguments) -> {
              if (runs.getAndIncrement() == 0) {
                throw io.celeriac.Retry.in(java.time.Duration.ofMillis(1));
              }
              return 1;
            }),
        true,
        2);
    assertThat(SentEvents.ofWorker(broker, "task"))
        .filteredOn(event -> "task-retried".equals(event.get("type")))
        .singleElement()
        .satisfies(event -> assertThat(event.get("exception")).isEqualTo("None"));
  }
}
