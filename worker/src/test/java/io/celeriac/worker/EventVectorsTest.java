package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.Celery;
import io.celeriac.Ignore;
import io.celeriac.Reject;
import io.celeriac.Retry;
import io.celeriac.Setting;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskHandler;
import io.celeriac.TaskOptions;
import io.celeriac.TaskParameter;
import io.celeriac.Worker;
import io.celeriac.protocol.JsonSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A worker sends the events that Python's sends for the same task: the same fields in one order.
 */
@Timeout(60)
class EventVectorsTest {

  private static final Path VECTORS = Path.of("src/test/resources/vectors");
  private static final String NODE = "w1@node.example";

  /** What differs from run to run. */
  private static final Set<String> VOLATILE =
      Set.of(
          "hostname",
          "utcoffset",
          "pid",
          "clock",
          "timestamp",
          "runtime",
          "traceback",
          "eta",
          "expires",
          "loadavg",
          "sw_ident",
          "sw_ver",
          "sw_sys");

  private static TaskDefinition<Object> task(
      String name, TaskOptions options, TaskHandler handler) {
    return TaskDefinition.named("vec." + name, Object.class)
        .parameter(TaskParameter.rest("args", Object.class))
        .parameter(TaskParameter.restByName("kwargs", Object.class))
        .options(options)
        .handler(handler);
  }

  private static long number(@Nullable Object value) {
    return ((Number) Objects.requireNonNull(value)).longValue();
  }

  private static List<TaskDefinition<?>> tasks() {
    TaskOptions late = TaskOptions.builder().acksLate(true).build();
    return List.of(
        task(
            "add",
            TaskOptions.NONE,
            (context, a) -> {
              List<?> args = (List<?>) Objects.requireNonNull(a.at(0));
              return number(args.get(0)) + number(args.get(1));
            }),
        task("noop", TaskOptions.NONE, (context, a) -> null),
        task(
            "fails",
            TaskOptions.NONE,
            (context, a) -> {
              throw new VectorTasks.BadValue();
            }),
        task(
            "retry_once",
            TaskOptions.NONE,
            (context, a) -> {
              if (context.request().retries() == 0) {
                throw Retry.in(Duration.ofMillis(20))
                    .because(new IllegalArgumentException("try again"));
              }
              return 1;
            }),
        task(
            "rejected",
            late,
            (context, a) -> {
              throw new Reject("not wanted", false);
            }),
        task(
            "ignored",
            TaskOptions.NONE,
            (context, a) -> {
              throw new Ignore("not wanted");
            }),
        task("hard", TaskOptions.NONE, EventVectorsTest::sleep),
        task("sleep", TaskOptions.NONE, EventVectorsTest::sleep));
  }

  private static @Nullable Object sleep(
      io.celeriac.TaskContext context, io.celeriac.Arguments arguments)
      throws InterruptedException {
    context.sleep(Duration.ofMinutes(1));
    return null;
  }

  private static Signature<Object> call(String name) {
    return switch (name) {
      case "success" -> Signature.of("vec.add", Object.class, 2, 3);
      case "success-kwargs" ->
          Signature.of(
                  "vec.noop",
                  Object.class,
                  "café",
                  Arrays.asList(1, java.util.Collections.singletonMap("a", null)),
                  1.5,
                  true)
              .kwarg("key", "value");
      case "failure" -> Signature.of("vec.fails", Object.class, "value");
      case "retried" -> Signature.of("vec.retry_once", Object.class);
      case "rejected" -> Signature.of("vec.rejected", Object.class, false);
      case "ignored" -> Signature.of("vec.ignored", Object.class);
      case "shadow" -> Signature.of("vec.add", Object.class, 1, 2).shadow("alias.name");
      case "unregistered" -> Signature.of("vec.unknown", Object.class);
      case "revoked-expired" ->
          Signature.of("vec.add", Object.class, 1, 2).expires(Instant.now().minusSeconds(60));
      case "eta" ->
          Signature.of("vec.add", Object.class, 1, 2)
              .countdown(Duration.ofMillis(100))
              .expires(Instant.now().plusSeconds(60));
      case "hard-time-limit" ->
          Signature.of("vec.hard", Object.class).timeLimit(Duration.ofMillis(500));
      case "cancelled" -> Signature.of("vec.sleep", Object.class, 60);
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "success",
        "success-kwargs",
        "failure",
        "retried",
        "rejected",
        "ignored",
        "shadow",
        "unregistered",
        "revoked-expired",
        "eta",
        "hard-time-limit",
        "cancelled"
      })
  void a_task_is_told_of_as_python_tells_of_it(String name) {
    List<Map<?, ?>> recorded = recorded(name);
    String id = String.valueOf(recorded.getFirst().get("uuid"));
    ScriptedBroker broker = new ScriptedBroker();
    Celery app =
        Celery.named("test")
            .transport(broker)
            .set("worker_enable_remote_control", false)
            .set(Setting.TASK_SEND_SENT_EVENT, true)
            .tasks(tasks())
            .build();
    try (app;
        Worker worker =
            app.worker()
                .concurrency(1)
                .hostname(NODE)
                .taskEvents(true)
                .withoutGossip()
                .withoutMingle()
                .withoutHeartbeat()
                .start()) {
      app.send(call(name).option("task_id", id));
      if (name.equals("cancelled")) {
        await().until(() -> SentEvents.types(broker, "task").contains("task-started"));
        worker.shutdown(Worker.Shutdown.COLD);
      }
      List<Map<?, ?>> ofWorker =
          recorded.stream().filter(event -> !"task-sent".equals(event.get("type"))).toList();
      List<Map<?, ?>> expected =
          // Python tells of a hard limit twice, and names its own wrapper instead of the exception.
          name.equals("hard-time-limit") ? ofWorker.subList(0, 3) : ofWorker;
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(SentEvents.ofWorker(broker, "task")).hasSize(expected.size()));
      await()
          .until(() ->
              SentEvents.all(broker).stream()
                  .anyMatch(event -> "task-sent".equals(event.get("type"))));
      Map<?, ?> sent =
          SentEvents.all(broker).stream()
              .filter(event -> "task-sent".equals(event.get("type")))
              .findFirst()
              .orElseThrow();
      compare(recorded.getFirst(), sent, name);
      List<Map<?, ?>> ours = inOrderOfPython(name, SentEvents.ofWorker(broker, "task"), expected);
      for (int i = 0; i < expected.size(); i++) {
        compare(expected.get(i), ours.get(i), name);
        assertThat(ours.get(i).get("hostname")).isEqualTo(NODE);
      }
    }
  }

  /** The second run of a retried task is received before or after the first is told of. */
  private static List<Map<?, ?>> inOrderOfPython(
      String name, List<Map<?, ?>> ours, List<Map<?, ?>> expected) {
    if (!name.equals("retried")) {
      return ours;
    }
    List<Map<?, ?>> left = new ArrayList<>(ours);
    List<Map<?, ?>> ordered = new ArrayList<>();
    for (Map<?, ?> each : expected) {
      Map<?, ?> same =
          left.stream()
              .filter(event -> Objects.equals(event.get("type"), each.get("type")))
              .findFirst()
              .orElseThrow();
      left.remove(same);
      ordered.add(same);
    }
    return ordered;
  }

  private static void compare(Map<?, ?> recorded, Map<?, ?> ours, String name) {
    assertThat(List.copyOf(ours.keySet()).toString())
        .as(name + " " + recorded.get("type"))
        .isEqualTo(List.copyOf(recorded.keySet()).toString());
    Map<Object, @Nullable Object> expected = new LinkedHashMap<>(recorded);
    Map<Object, @Nullable Object> found = new LinkedHashMap<>(ours);
    VOLATILE.forEach(field -> {
      assertThat(found.get(field) == null).as(field).isEqualTo(expected.get(field) == null);
      expected.remove(field);
      found.remove(field);
    });
    if ("ExceptionWithTraceback()".equals(expected.get("exception"))) {
      expected.put("exception", "TimeLimitExceeded(0.5)");
    }
    assertThat(found).as(name).isEqualTo(expected);
  }

  @Test
  void a_worker_tells_of_itself_as_python_does() {
    ScriptedBroker broker = new ScriptedBroker();
    try (Celery app =
        Celery.named("test")
            .transport(broker)
            .set("worker_enable_remote_control", false)
            .tasks(tasks())
            .build()) {
      Worker worker =
          app.worker()
              .concurrency(1)
              .hostname(NODE)
              .withoutGossip()
              .withoutMingle()
              .heartbeatInterval(Duration.ofMillis(100))
              .start();
      try (worker) {
        await().until(() -> SentEvents.types(broker, "worker").size() >= 3);
        app.send(call("success"));
        await()
            .until(() ->
                SentEvents.ofWorker(broker, "worker").stream()
                    .anyMatch(event -> Long.valueOf(1).equals(event.get("processed"))));
      }
      List<String> types = SentEvents.types(broker, "worker");
      assertThat(types.getFirst()).isEqualTo("worker-online");
      assertThat(types.subList(1, types.size() - 1)).containsOnly("worker-heartbeat");
      assertThat(types.getLast()).isEqualTo("worker-offline");
      for (Map<?, ?> event : SentEvents.ofWorker(broker, "worker")) {
        Map<?, ?> recorded = recorded(String.valueOf(event.get("type"))).getFirst();
        assertThat(event.keySet().toString()).isEqualTo(recorded.keySet().toString());
        assertThat(event.get("freq")).isEqualTo(0.1);
        assertThat((List<?>) event.get("loadavg")).hasSize(3);
        assertThat(event.get("sw_ident")).isEqualTo("celeriac");
      }
      assertThat(SentEvents.types(broker, "task")).isEmpty();
    }
  }

  private static List<Map<?, ?>> recorded(String name) {
    Object data;
    try {
      byte[] text = Files.readAllBytes(VECTORS.resolve("event-amqp-" + name + ".json"));
      Map<?, ?> vector =
          (Map<?, ?>) Objects.requireNonNull(new JsonSerializer().decode(text, "utf-8"));
      data = Objects.requireNonNull(vector.get("data"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Map<?, ?>> events = new ArrayList<>();
    if (data instanceof Map<?, ?> map) {
      ((List<?>) Objects.requireNonNull(map.get("events")))
          .forEach(each -> events.add((Map<?, ?>) Objects.requireNonNull(each)));
    } else {
      for (Object each : (List<?>) data) {
        Map<?, ?> body =
            (Map<?, ?>)
                Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(each)).get("body"));
        events.add((Map<?, ?>) Objects.requireNonNull(body.get("json")));
      }
    }
    return events;
  }
}
