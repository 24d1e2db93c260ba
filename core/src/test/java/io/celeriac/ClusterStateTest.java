package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What events add up to, by the rules of Celery's own state. */
class ClusterStateTest {

  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final ClusterState cluster = new ClusterState();
  private Instant now = START;
  private long clock;

  private void happens(String type, String hostname, @Nullable Object... fields) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      map.put(String.valueOf(fields[i]), fields[i + 1]);
    }
    cluster.event(new Event(type, hostname, ++clock, now, now, map));
  }

  private void later(double seconds) {
    now = now.plusNanos((long) (seconds * 1e9));
  }

  private TaskState task(String uuid) {
    return cluster.task(uuid).orElseThrow();
  }

  @Test
  void a_worker_is_alive_for_twice_its_frequency() {
    happens("worker-online", "w@a", "freq", 2.0, "active", 1L, "processed", 7L, "pid", 42L);
    later(3.9);
    assertThat(cluster.aliveWorkers(now)).hasSize(1);
    later(0.2);
    assertThat(cluster.aliveWorkers(now)).isEmpty();
    assertThat(cluster.workers()).hasSize(1);
    happens("worker-heartbeat", "w@a", "freq", 5L);
    WorkerState worker = cluster.worker("w@a").orElseThrow();
    assertThat(worker.isAlive(now)).isTrue();
    assertThat(worker.frequency()).isEqualTo(Duration.ofSeconds(5));
    assertThat(worker.processed()).hasValue(7);
    assertThat(worker.active()).hasValue(1);
    assertThat(worker.pid()).hasValue(42);
  }

  @Test
  void a_worker_that_goes_is_forgotten() {
    happens("worker-online", "w@a", "freq", 2.0);
    happens("worker-offline", "w@a", "freq", 2.0);
    happens("worker-offline", "w@b");
    assertThat(cluster.workers()).isEmpty();
  }

  @Test
  void a_task_goes_through_its_states() {
    happens("task-sent", "gen@c", "uuid", "1", "name", "add", "queue", "celery");
    assertThat(task("1").state()).isEqualTo("PENDING");
    assertThat(task("1").client()).contains("gen@c");
    assertThat(task("1").worker()).isEmpty();
    happens("task-received", "w@a", "uuid", "1", "name", "add", "args", "(1, 2)", "kwargs", "{}");
    assertThat(task("1").state()).isEqualTo("RECEIVED");
    happens("task-started", "w@a", "uuid", "1");
    assertThat(task("1").state()).isEqualTo("STARTED");
    assertThat(task("1").isReady()).isFalse();
    later(1);
    happens("task-succeeded", "w@a", "uuid", "1", "result", "3", "runtime", 0.25);
    TaskState done = task("1");
    assertThat(done.state()).isEqualTo("SUCCESS");
    assertThat(done.isReady()).isTrue();
    assertThat(done.name()).contains("add");
    assertThat(done.args()).contains("(1, 2)");
    assertThat(done.result()).contains("3");
    assertThat(done.runtime()).contains(Duration.ofMillis(250));
    assertThat(done.moment("started")).contains(START);
    assertThat(done.lastMoment()).contains(now);
    assertThat(done.worker()).contains("w@a");
    assertThat(cluster.taskCount()).isEqualTo(1);
    assertThat(cluster.eventCount()).isEqualTo(4);
  }

  @Test
  void a_late_received_adds_what_it_knows_and_changes_no_state() {
    happens("task-succeeded", "w@a", "uuid", "1", "result", "3");
    happens("task-received", "w@a", "uuid", "1", "name", "add", "args", "()", "result", "wrong");
    TaskState task = task("1");
    assertThat(task.state()).isEqualTo("SUCCESS");
    assertThat(task.name()).contains("add");
    assertThat(task.result()).contains("3");
    assertThat(task.moment("received")).isPresent();
  }

  @Test
  void a_retry_is_never_late() {
    happens("task-received", "w@a", "uuid", "1", "retries", 1L);
    happens("task-retried", "w@a", "uuid", "1", "exception", "ValueError('no')");
    assertThat(task("1").state()).isEqualTo("RETRY");
    happens("task-started", "w@a", "uuid", "1");
    assertThat(task("1").state()).isEqualTo("STARTED");
  }

  @Test
  void words_that_are_no_states_become_states() {
    happens("task-started", "w@a", "uuid", "1");
    happens("task-cancelled", "w@a", "uuid", "1");
    assertThat(task("1").state()).isEqualTo("CANCELLED");
    happens("task-rejected", "w@a", "uuid", "1", "requeue", true);
    assertThat(task("1").state()).isEqualTo("CANCELLED");
  }

  @Test
  void events_of_tasks_tell_that_their_worker_is_alive() {
    happens("task-started", "w@a", "uuid", "1");
    assertThat(cluster.aliveWorkers(now.plusSeconds(119))).hasSize(1);
    assertThat(cluster.aliveWorkers(now.plusSeconds(121))).isEmpty();
  }

  @Test
  void other_events_are_only_counted() {
    happens("order-paid", "shop", "amount", 3L);
    happens("task-started", "w@a");
    assertThat(cluster.eventCount()).isEqualTo(2);
    assertThat(cluster.tasks(10)).isEmpty();
  }

  @Test
  void the_latest_tasks_and_workers_are_kept() {
    ClusterState small = new ClusterState(2, 1);
    for (String id : List.of("1", "2", "3")) {
      small.event(new Event("task-started", "w@" + id, 1, now, now, Map.of("uuid", id)));
    }
    assertThat(small.tasks(10).stream().map(TaskState::uuid)).containsExactly("3", "2");
    assertThat(small.tasks(1)).hasSize(1);
    assertThat(small.workers().stream().map(WorkerState::hostname)).containsExactly("w@3");
  }

  @Test
  void rates_count_whole_seconds() {
    for (int second = 0; second < 5; second++) {
      for (int i = 0; i <= second; i++) {
        happens("task-succeeded", "w@a", "uuid", second + "." + i);
      }
      later(1);
    }
    assertThat(cluster.perSecond("task-succeeded", now, Duration.ofSeconds(5))).isEqualTo(3.0);
    assertThat(cluster.perSecond("task-succeeded", now, Duration.ofSeconds(1))).isEqualTo(5.0);
    assertThat(cluster.perSecond("task-failed", now, Duration.ofSeconds(5))).isZero();
    later(100);
    happens("task-succeeded", "w@a", "uuid", "late");
    assertThat(cluster.perSecond("task-succeeded", now, Duration.ofSeconds(60))).isZero();
  }
}
