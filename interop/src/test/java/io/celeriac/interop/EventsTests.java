package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.Celery;
import io.celeriac.ClusterState;
import io.celeriac.EventReceiver;
import io.celeriac.Signature;
import io.celeriac.TaskDefinitions;
import io.celeriac.TaskState;
import io.celeriac.Worker;
import io.celeriac.WorkerState;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A Java worker and a Python one run the same tasks while stock Celery's monitor prints their
 * events, and our own adds them up.
 */
@NeedsServer
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EventsTests {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Place place;
  private final Celery app;
  private final ChildProcess monitor;
  private final ChildProcess pythonWorker;
  private final Worker worker;
  private final ClusterState cluster = new ClusterState();
  private final EventReceiver receiver;

  EventsTests(Broker broker) {
    this.place = Place.over(broker);
    this.app =
        place
            .app()
            .set("event_exchange", place.name())
            .set("control_exchange", place.name())
            .set("task_send_sent_event", true)
            .tasks(TaskDefinitions.from(new MonitoredTasks()))
            .build();
    this.receiver = app.events().receive(cluster);
    this.monitor = PythonWorker.monitored(place, "events", "--dump").await("starting capture");
    this.pythonWorker =
        PythonWorker.monitored(place, "worker", "-E", "-c", "1", "-n", "python@test", "-l", "INFO")
            .await("ready.");
    this.worker = app.worker().hostname("java@test").concurrency(1).taskEvents(true).start();
    await().atMost(PATIENCE).until(() -> monitor.output().contains("python@test"));
    await().atMost(PATIENCE).until(() -> monitor.output().contains("java@test"));
  }

  @AfterAll
  void close() {
    worker.close();
    receiver.close();
    app.close();
    pythonWorker.close();
    monitor.close();
  }

  private String send(Signature<?> call, String queue) {
    String id = UUID.randomUUID().toString();
    app.send(call.option("task_id", id).queue(queue));
    return id;
  }

  /** What the monitor prints when a task is sent, once it has printed so many lines. */
  private List<String> lines(Signature<?> call, String queue, int count) {
    int before = monitor.output().length();
    String id = send(call, queue);
    await("%d lines of %s".formatted(count, id))
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(DumpLines.ofTasks(monitor.output().substring(before), id)).hasSize(count));
    return DumpLines.ofTasks(monitor.output().substring(before), id);
  }

  @ParameterizedTest
  @CsvSource({
    "add,     4, false",
    "fail,    4, false",
    "retry,   8, true",
    "reject,  5, false",
    "ignore,  3, false",
    "custom,  5, true",
    "quiet,   1, false",
    "unknown, 2, false",
    "expired, 2, false",
  })
  void the_monitor_of_celery_sees_the_same_of_both(String name, int count, boolean anyOrder) {
    List<String> ofPython = lines(call(name), place.pythonQueue(), count);
    List<String> ofJava = lines(call(name), place.javaQueue(), count);

    if (anyOrder) {
      assertThat(ofJava).containsExactlyInAnyOrderElementsOf(ofPython);
    } else {
      // When the client tells that it has sent a task is its own matter.
      assertThat(DumpLines.withoutSent(ofJava)).isEqualTo(DumpLines.withoutSent(ofPython));
      assertThat(ofJava).containsExactlyInAnyOrderElementsOf(ofPython);
    }
  }

  private static Signature<Object> call(String name) {
    return switch (name) {
      case "add" -> Signature.of("monitored.add", Object.class, 2, 3);
      case "fail" -> Signature.of("monitored.fail", Object.class, "it's wrong");
      case "expired" ->
          Signature.of("monitored.add", Object.class, 1, 2).expires(Instant.now().minusSeconds(5));
      default -> Signature.of("monitored." + name, Object.class);
    };
  }

  @Test
  void the_monitor_of_celery_sees_the_worker() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          List<String> ofJava = DumpLines.ofWorker(monitor.output(), "java@test");
          List<String> ofPython = DumpLines.ofWorker(monitor.output(), "python@test");
          assertThat(ofJava).isNotEmpty();
          assertThat(ofPython).contains(ofJava.getFirst());
        });
  }

  @Test
  void our_state_knows_what_both_workers_do() {
    for (String node : List.of("python@test", "java@test")) {
      String queue = node.equals("java@test") ? place.javaQueue() : place.pythonQueue();
      String good = send(call("add"), queue);
      String bad = send(call("fail"), queue);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            assertThat(cluster.task(good).map(TaskState::state)).contains("SUCCESS");
            assertThat(cluster.task(bad).map(TaskState::state)).contains("FAILURE");
            assertThat(cluster.worker(node).orElseThrow().processed().orElse(0)).isPositive();
          });
      TaskState done = cluster.task(good).orElseThrow();
      assertThat(done.name()).contains("monitored.add");
      assertThat(done.result()).contains("5");
      assertThat(done.worker()).contains(node);
      assertThat(done.client().orElse("")).startsWith("gen");
      assertThat(cluster.task(bad).orElseThrow().exception())
          .contains("ValueError(\"it's wrong\")");
      WorkerState state = cluster.worker(node).orElseThrow();
      assertThat(state.isAlive(Instant.now())).isTrue();
      assertThat(state.frequency()).isEqualTo(Duration.ofSeconds(2));
    }
  }
}
