package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.TaskDefinitions;
import io.celeriac.Worker;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the REST API of Flower answers of a Java worker is what it answers of a Python one, field by
 * field. There are two Java workers: one with threads in this JVM, and one with a process pool.
 */
@NeedsServer
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FlowerTests {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PYTHON = "python@test";
  private static final String VIRTUAL = "virtual@test";
  private static final String PREFORK = "prefork@test";
  private static final Set<String> OWN =
      Set.of(
          "clock",
          "pid",
          "rusage",
          "uptime",
          "pool",
          "timestamp",
          "received",
          "started",
          "sent",
          "succeeded",
          "failed",
          "revoked",
          "retried",
          "client",
          "runtime",
          "uuid",
          "root",
          "root_id",
          "worker",
          "traceback",
          "eta",
          "time_start",
          "worker_pid");

  private final Place place;
  private final Celery app;
  private final Worker virtual;
  private final ChildProcess prefork;
  private final ChildProcess python;
  private final Flower flower;

  FlowerTests(Broker broker) {
    this.place = Place.over(broker);
    this.app = app();
    this.python =
        PythonWorker.monitored(
            place, "worker", "-E", "-c", "1", "-l", "WARNING", "--without-mingle", "-n", PYTHON);
    this.prefork = MonitoredWorker.start(place, queue(PREFORK), PREFORK);
    this.virtual = worker(VIRTUAL, queue(VIRTUAL));
    this.flower = new Flower(place);
    for (String node : List.of(PYTHON, VIRTUAL, PREFORK)) {
      await(node).atMost(PATIENCE).until(() -> flower.worker(node).containsKey("stats"));
    }
  }

  private Celery app() {
    return place
        .app()
        .set("event_exchange", place.name())
        .set("control_exchange", place.name())
        .set("task_send_sent_event", true)
        // Holds tasks for later as Celery does, for an hour and more.
        .set("celeriac_eta_horizon", 7200)
        .tasks(TaskDefinitions.from(new MonitoredTasks()))
        .build();
  }

  private Worker worker(String node, String queue) {
    return app.worker()
        .hostname(node)
        .concurrency(1)
        .queues(queue)
        .taskEvents(true)
        .withoutMingle()
        .start();
  }

  @AfterAll
  void close() {
    flower.close();
    virtual.shutdown(Worker.Shutdown.COLD);
    virtual.close();
    app.close();
    prefork.close();
    python.close();
  }

  private String queue(String node) {
    return place.name() + "." + node.substring(0, node.indexOf('@'));
  }

  private String send(String node, String suffix, Signature<?> call) {
    String id = node.substring(0, node.indexOf('@')) + "-" + place.name() + "-" + suffix;
    app.send(call.option("task_id", id).queue(queue(node)));
    return id;
  }

  /** A value without what is each worker's own, which only has to be there. */
  private @Nullable Object plain(@Nullable Object value, String node) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> all = new TreeMap<>();
        map.forEach((key, each) -> {
          String name = String.valueOf(key);
          boolean hidden = OWN.contains(name) && each != null && !(each instanceof List<?>);
          all.put(name, hidden ? "present" : plain(each, node));
        });
        yield all;
      }
      case List<?> list -> {
        List<@Nullable Object> all = new ArrayList<>();
        list.forEach(each -> all.add(plain(each, node)));
        yield all;
      }
      case String text ->
          text.replace(queue(node), "QUEUE")
              .replace(node, "NODE")
              .replaceAll("(python|virtual|prefork)-interop-[-0-9a-f]*", "ID")
              .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.+]*", "TIME");
      case null -> null;
      default -> value;
    };
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  private static Set<?> keys(@Nullable Object value) {
    return new TreeSet<>(map(value).keySet());
  }

  private static int size(Map<?, ?> worker, String list) {
    return worker.get(list) instanceof List<?> tasks ? tasks.size() : 0;
  }

  private static Signature<Object> call(String name, Object... arguments) {
    return Signature.of("monitored." + name, Object.class, arguments);
  }

  /** One task in every place that the page of a worker shows; what Flower says of the worker. */
  private Map<?, ?> inAllPlaces(String node) {
    send(node, "add", call("add", 2, 3));
    send(node, "fail", call("fail", "it's wrong"));
    send(node, "retry", call("retry"));
    await(node).atMost(PATIENCE).until(() -> state(node, "add").equals("SUCCESS"));
    await(node).atMost(PATIENCE).until(() -> state(node, "fail").equals("FAILURE"));
    await(node).atMost(PATIENCE).until(() -> state(node, "retry").equals("SUCCESS"));
    send(node, "running", call("sleep", 600));
    await(node).atMost(PATIENCE).until(() -> state(node, "running").equals("STARTED"));
    send(node, "waiting", call("sleep", 600));
    send(node, "later", call("add", 1).kwarg("y", 2).countdown(Duration.ofHours(1)));
    // One that is revoked before it arrives is not kept.
    await(node).atMost(PATIENCE).until(() -> size(flower.worker(node), "scheduled") == 1);
    post("/api/task/revoke/" + id(node, "later"), "", node);
    await(node)
        .atMost(PATIENCE)
        .until(() -> {
          Map<?, ?> seen = flower.worker(node);
          return size(seen, "active") == 1
              && size(seen, "reserved") == 1
              && size(seen, "scheduled") == 1
              && String.valueOf(seen.get("revoked")).contains(id(node, "later"));
        });
    return flower.worker(node);
  }

  private String id(String node, String suffix) {
    return node.substring(0, node.indexOf('@')) + "-" + place.name() + "-" + suffix;
  }

  private Map<?, ?> info(String node, String suffix) {
    Flower.Answer answer = flower.get("/api/task/info/" + id(node, suffix));
    return answer.status() == 200 ? answer.json() : Map.of();
  }

  private String state(String node, String suffix) {
    return String.valueOf(info(node, suffix).get("state"));
  }

  private Flower.Answer post(String path, String form, String node) {
    return flower.post(path.replace("NODE", node), form.replace("NODE", node));
  }

  @Test
  void workers_and_their_tasks_are_told_of_alike() {
    Map<?, ?> ofPython = inAllPlaces(PYTHON);
    for (String node : List.of(VIRTUAL, PREFORK)) {
      Map<?, ?> ofJava = inAllPlaces(node);
      assertThat(keys(ofJava)).isEqualTo(keys(ofPython));
      for (String part :
          List.of("active_queues", "active", "reserved", "scheduled", "registered")) {
        assertThat(plain(ofJava.get(part), node))
            .as("%s of %s", part, node)
            .isEqualTo(plain(ofPython.get(part), PYTHON));
      }
      assertThat(plain(ofJava.get("stats"), node))
          .as("statistics of %s", node)
          .isEqualTo(plain(ofPython.get("stats"), PYTHON));
      Map<?, ?> stats = map(ofJava.get("stats"));
      assertThat(keys(stats.get("rusage")))
          .isEqualTo(keys(map(ofPython.get("stats")).get("rusage")));
      if (node.equals(PREFORK)) {
        assertThat(keys(stats.get("pool"))).isEqualTo(keys(map(ofPython.get("stats")).get("pool")));
        // The task runs in the process that the pool tells of, and not in the worker's.
        Map<?, ?> active = map(((List<?>) Objects.requireNonNull(ofJava.get("active"))).getFirst());
        assertThat(map(stats.get("pool")).get("processes"))
            .isEqualTo(List.of(Objects.requireNonNull(active.get("worker_pid"))))
            .isNotEqualTo(List.of(Objects.requireNonNull(stats.get("pid"))));
      }
      assertThat(map(ofJava.get("conf")).keySet().toString())
          .contains("broker_url", "result_backend");
    }
    for (String node : List.of(PYTHON, VIRTUAL, PREFORK)) {
      post("/api/task/revoke/" + id(node, "waiting"), "", node);
      post("/api/task/revoke/" + id(node, "running"), "terminate=true", node);
      await(node).atMost(PATIENCE).until(() -> state(node, "running").equals("REVOKED"));
      await(node).atMost(PATIENCE).until(() -> state(node, "waiting").equals("REVOKED"));
    }
    for (String suffix : List.of("add", "fail", "retry", "running", "waiting", "later")) {
      for (String node : List.of(VIRTUAL, PREFORK)) {
        assertThat(plain(info(node, suffix), node))
            .as("%s of %s", suffix, node)
            .isEqualTo(plain(info(PYTHON, suffix), PYTHON));
      }
    }
  }

  /** Each row is a button: the path, what its script sends, and the status of the answer. */
  @ParameterizedTest
  @CsvSource({
    "/api/worker/pool/autoscale/NODE, min=1&max=3, 403",
    "/api/worker/pool/restart/NODE, '', 403",
    "/api/worker/queue/add-consumer/NODE, queue=extra, 200",
    "/api/worker/queue/cancel-consumer/NODE, queue=extra, 200",
    "/api/task/rate-limit/monitored.quiet, workername=NODE&ratelimit=10, 200",
    "/api/task/rate-limit/monitored.quiet, workername=NODE&ratelimit=0, 200",
    "/api/task/rate-limit/monitored.quiet, workername=NODE&ratelimit=fast, 403",
    "/api/task/rate-limit/nowhere, workername=NODE&ratelimit=10, 404",
    "/api/task/timeout/monitored.quiet, workername=NODE&soft=20, 200",
    "/api/task/timeout/monitored.quiet, workername=NODE&hard=40, 200",
    "/api/task/timeout/monitored.quiet, workername=NODE&soft=20&hard=40, 200",
    "/api/task/revoke/11111111-1111-1111-1111-111111111111, '', 200",
    "/api/task/revoke/11111111-1111-1111-1111-111111111112, terminate=true, 200",
  })
  void buttons_do_and_say_the_same(String path, String form, int status) {
    Flower.Answer ofPython = post(path, form, PYTHON);
    assertThat(ofPython.status()).as(ofPython.text()).isEqualTo(status);
    for (String node : List.of(VIRTUAL, PREFORK)) {
      Flower.Answer ofJava = post(path, form, node);
      assertThat(ofJava.status()).as(ofJava.text()).isEqualTo(status);
      assertThat(plain(ofJava.text(), node)).isEqualTo(plain(ofPython.text(), PYTHON));
    }
  }

  @Test
  void a_pool_that_grows_has_the_processes() {
    // Python's is not asked: one that has grown says that all processes are busy, and stays so.
    String node = PREFORK;
    assertThat(post("/api/worker/pool/grow/NODE", "n=1", node).text())
        .isEqualTo("{\"message\": \"Growing '%s' worker's pool by 1\"}", node);
    await().atMost(PATIENCE).until(() -> processes(node) == 2);
    assertThat(post("/api/worker/pool/shrink/NODE", "n=1", node).text())
        .isEqualTo("{\"message\": \"Shrinking '%s' worker's pool by 1\"}", node);
    await().atMost(PATIENCE).until(() -> processes(node) == 1);
  }

  private int processes(String node) {
    Object pool = map(flower.worker(node).get("stats")).get("pool");
    return ((List<?>) Objects.requireNonNull(map(pool).get("processes"))).size();
  }

  @Test
  void consumers_come_and_go() {
    post("/api/worker/queue/add-consumer/NODE", "queue=" + place.name() + ".more", VIRTUAL);
    await().atMost(PATIENCE).until(() -> size(flower.worker(VIRTUAL), "active_queues") == 2);
    post("/api/worker/queue/cancel-consumer/NODE", "queue=" + place.name() + ".more", VIRTUAL);
    await().atMost(PATIENCE).until(() -> size(flower.worker(VIRTUAL), "active_queues") == 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {VIRTUAL, PREFORK})
  void lists_have_the_same_columns(String node) {
    List<?> rows =
        (List<?>) Objects.requireNonNull(flower.get("/workers?json=1").json().get("data"));
    Map<Object, Set<?>> columns = new HashMap<>();
    rows.forEach(row -> {
      Map<?, ?> each = map(row);
      assertThat((List<?>) each.get("loadavg")).hasSize(3);
      Set<?> names = keys(each);
      // Counts of the events so far.
      names.removeIf(name -> String.valueOf(name).matches("(task|worker)-.*"));
      columns.put(Objects.requireNonNull(each.get("hostname")), names);
    });
    assertThat(columns.get(node)).isNotNull().isEqualTo(columns.get(PYTHON));
    assertThat(flower.get("/api/workers?status=1").json().get(node)).isEqualTo(true);
    String metrics = flower.get("/metrics").text();
    assertThat(metrics).contains("flower_worker_online{worker=\"" + node + "\"} 1.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {PYTHON, VIRTUAL, PREFORK})
  void a_task_is_sent_and_its_result_read(String node) {
    Map<?, ?> sent =
        flower
            .post(
                "/api/task/send-task/monitored.add",
                "{\"args\": [2, 3], \"queue\": \"" + queue(node) + "\"}")
            .json();
    Object id = sent.get("task-id");
    Map<?, ?> done = Map.of("task-id", String.valueOf(id), "state", "SUCCESS", "result", 5L);
    await()
        .atMost(PATIENCE)
        .until(() -> flower.get("/api/task/result/" + id + "?timeout=60").json().equals(done));
    await()
        .atMost(PATIENCE)
        .until(() -> flower.get("/api/tasks?workername=" + node).text().contains("\"" + id + "\""));
    assertThat(flower.get("/api/task/types").text()).contains("monitored.add");
  }

  @Test
  void lengths_of_queues_are_told() {
    String node = "full@test";
    Worker full = worker(node, place.name() + ".full");
    await().atMost(PATIENCE).until(() -> flower.worker(node).containsKey("stats"));
    for (int i = 0; i < 10; i++) {
      app.send(call("sleep", 600).queue(queue(node)));
    }
    // One runs, and a few are held; what RabbitMQ says of them is some seconds old.
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(lengths().get(queue(node))).isNotNull().isGreaterThanOrEqualTo(5);
          assertThat(lengths()).containsKeys(queue(PYTHON), queue(VIRTUAL), queue(PREFORK));
        });
    assertThat(flower.get("/broker").text()).contains(queue(node), queue(PREFORK));
    full.shutdown(Worker.Shutdown.COLD);
    full.close();
    app.purge(queue(node));
  }

  private Map<String, Long> lengths() {
    Map<String, Long> lengths = new HashMap<>();
    for (Object each :
        (List<?>)
            Objects.requireNonNull(flower.get("/api/queues/length").json().get("active_queues"))) {
      // RabbitMQ counts what it holds a moment after the queue is there.
      if (map(each).get("messages") instanceof Number messages) {
        lengths.put(String.valueOf(map(each).get("name")), messages.longValue());
      }
    }
    return lengths;
  }

  @Test
  void a_worker_that_is_shut_down_ends_and_is_shown_as_gone() throws InterruptedException {
    String node = "doomed@test";
    Worker doomed = worker(node, place.name() + ".doomed");
    await().atMost(PATIENCE).until(() -> flower.worker(node).containsKey("stats"));

    Flower.Answer answer = post("/api/worker/shutdown/NODE", "", node);

    assertThat(answer.text()).isEqualTo("{\"message\": \"Shutting down!\"}");
    assertThat(doomed.awaitTermination(PATIENCE)).isTrue();
    await()
        .atMost(PATIENCE)
        .until(() -> Boolean.FALSE.equals(flower.get("/api/workers?status=1").json().get(node)));
  }
}
