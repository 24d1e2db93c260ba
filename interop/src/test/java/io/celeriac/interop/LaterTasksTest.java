package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import io.celeriac.Retry;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskParameter;
import io.celeriac.Worker;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tasks for later between Java and stock Celery: over quorum queues, and parked by one for both.
 */
@NeedsServer
@Tag("long")
final class LaterTasksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Place place = Place.over(Broker.RABBITMQ);

  private CeleryBuilder quorum() {
    return place
        .app()
        .set("task_default_queue_type", "quorum")
        .set("task_default_exchange_type", "topic")
        .set("task_create_missing_queue_type", "quorum")
        .set("task_create_missing_queue_exchange_type", "topic");
  }

  @Test
  void java_delays_for_a_quorum_queue_of_python() throws Exception {
    try (PythonWorker worker = new PythonWorker(place, "solo", 1, Map.of("PEER_QUORUM", "yes"));
        Celery app = quorum().build()) {
      Instant due = Instant.now().plusMillis(3500);
      AsyncResult<Object> result = app.send(Signature.of("peer.now", Object.class).eta(due));

      assertThat(time(result.get(PATIENCE))).as("%s", worker).isAfterOrEqualTo(due);
    }
  }

  @Test
  void python_delays_for_a_quorum_queue_of_java() {
    List<Instant> runs = new CopyOnWriteArrayList<>();
    try (Celery app = quorum().tasks(noting(runs)).build();
        Worker worker = app.worker().concurrency(2).start();
        PythonClient python = new PythonClient(place, Map.of("PEER_QUORUM", "yes"))) {
      assertThat(worker.queues()).hasSize(1);
      Instant due = Instant.now().plusSeconds(3);

      python.run("app.send_task('interop.note', (0,), countdown=3.5).get(timeout=60)");

      assertThat(runs).hasSize(1).allSatisfy(run -> assertThat(run).isAfter(due));
    }
  }

  @Test
  void a_retry_on_a_quorum_queue_comes_back_to_it() throws Exception {
    List<Instant> runs = new CopyOnWriteArrayList<>();
    try (Celery app = quorum().tasks(noting(runs)).build();
        Worker worker = app.worker().concurrency(2).start()) {
      assertThat(worker.queues()).hasSize(1);
      AsyncResult<Long> result =
          app.send(Signature.of("interop.note", Long.class, 2).countdown(Duration.ofSeconds(1)));

      assertThat(result.get(PATIENCE)).isEqualTo(2L);
      assertThat(runs).hasSize(3);
      assertThat(Duration.between(runs.get(0), runs.get(2))).isGreaterThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void what_java_has_parked_runs_in_python() throws Exception {
    try (Celery app =
        place
            .app()
            .set("task_default_queue", place.pythonQueue())
            .set("celeriac_eta_horizon", 1)
            .tasks(
                TaskDefinition.named("peer.now", Object.class).handler((task, values) -> "in Java"))
            .build()) {
      long before = app.parked(place.pythonQueue()).getOrDefault(place.pythonQueue(), 0L);
      Instant due = Instant.now().plusSeconds(8);
      AsyncResult<Object> result;
      try (Worker parking = app.worker().concurrency(1).start()) {
        assertThat(parking.queues()).hasSize(1);
        result =
            app.send(Signature.of("peer.now", Object.class).eta(due).expires(due.plusSeconds(60)));
        await().until(() -> app.parked().getOrDefault(place.pythonQueue(), 0L) > before);
      }
      try (PythonWorker worker = new PythonWorker(place, "solo", 1, Map.of())) {
        assertThat(time(result.get(PATIENCE))).as("%s", worker).isAfterOrEqualTo(due);
      }
    }
  }

  private static Instant time(Object seconds) {
    return Instant.ofEpochMilli(Math.round(((Number) seconds).doubleValue() * 1000));
  }

  /** Notes when it runs; as often as it is told it asks to be run once more, in two seconds. */
  private static TaskDefinition<Long> noting(List<Instant> runs) {
    return TaskDefinition.named("interop.note", Long.class)
        .parameter(TaskParameter.required("retries", long.class))
        .handler((task, values) -> {
          runs.add(Instant.now());
          if (task.request().retries() < values.longAt(0)) {
            throw Retry.in(Duration.ofSeconds(2));
          }
          return (long) task.request().retries();
        });
  }
}
