package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.Celery;
import io.celeriac.Settings;
import io.celeriac.Worker;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ChordStore;
import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.Publication;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultBackendProvider;
import io.celeriac.testing.JsonResultCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Workflows that a Python client sent end in our worker as they did in Python's: the same messages
 * on the way, the same documents in the result backend.
 */
@Tag("slow")
class WorkflowVectorsTest {

  private static final Path VECTORS = Path.of("src/test/resources/vectors");
  private static final JsonSerializer JSON = new JsonSerializer();
  private static final String META = "celery-task-meta-";

  static Stream<String> recorded() throws IOException {
    try (Stream<Path> files = Files.list(VECTORS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("canvas-run-"))
          .map(name -> name.replace("canvas-run-", "").replace(".json", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void every_recorded_run_is_compared() throws IOException {
    assertThat(recorded()).hasSize(31);
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void a_workflow_of_a_python_client_runs_as_it_does_in_python(String name) {
    Map<?, ?> data = data(name);
    ScriptedBroker broker = new ScriptedBroker();
    String results = "memory://" + UUID.randomUUID();
    List<String> called = new CopyOnWriteArrayList<>();
    Celery app =
        Celery.named("test")
            .transport(broker)
            .resultBackend(results)
            .set("worker_enable_remote_control", false)
            .tasks(VectorTasks.all(called))
            .build();
    Worker worker = app.worker().concurrency(1).hostname("w@test").withoutMingle().build();
    try (app;
        worker) {
      sayHowManyParts(data, results);
      list(data, "client_messages").forEach(each -> broker.deliver(message((Map<?, ?>) each)));
      worker.start();

      List<Map<?, ?>> published = published(data);
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(broker.published).hasSize(published.size()));
      SameIds ids = new SameIds();
      for (int i = 0; i < published.size(); i++) {
        ids.same("message " + i, fields(published.get(i)), fields(broker.published.get(i)));
      }
      documents(data)
          .forEach((id, expected) ->
              await()
                  .atMost(Duration.ofSeconds(20))
                  .untilAsserted(
                      () -> ids.same(id, document(expected), document(found(app, ids.ours(id))))));
      assertThat(called).hasSize(name.equals("errback-new") ? 1 : 0);
      worker.shutdown(Worker.Shutdown.WARM);
    }
  }

  /** What the client tells the backend when it sends a chord: how many parts its header has. */
  private static void sayHowManyParts(Map<?, ?> data, String url) {
    Map<String, Set<String>> parts = new LinkedHashMap<>();
    for (Object each : list(data, "client_messages")) {
      Map<?, ?> message = (Map<?, ?>) Objects.requireNonNull(each);
      Map<?, ?> headers = (Map<?, ?>) Objects.requireNonNull(message.get("headers"));
      Map<?, ?> embed = (Map<?, ?>) Objects.requireNonNull(list(message, "body").get(2));
      if (embed.get("chord") instanceof Map<?, ?> body) {
        add(parts, headers.get("group"), headers.get("id"));
        addOuter(parts, body);
      } else if (embed.get("chain") instanceof List<?> chain
          && !chain.isEmpty()
          && chain.getFirst() instanceof Map<?, ?> last) {
        Map<?, ?> options = (Map<?, ?>) Objects.requireNonNull(last.get("options"));
        if (options.get("chord") != null) {
          add(parts, options.get("group_id"), options.get("task_id"));
        }
      }
    }
    ResultBackendProvider memory =
        ServiceLoader.load(ResultBackendProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.schemes().contains("memory"))
            .findFirst()
            .orElseThrow();
    try (ResultBackend backend =
        memory.open(
            new ResultBackendConfig(
                BrokerUrl.parseAllBackends(List.of(url), "test"),
                Settings.defaults(),
                new JsonResultCodec(),
                Clock.systemUTC()))) {
      ChordStore store = ((ChordSupport.Counted) backend.chords()).store();
      parts.forEach((group, tasks) -> store.size(group, tasks.size()));
    }
  }

  private static void addOuter(Map<String, Set<String>> parts, Map<?, ?> body) {
    Map<?, ?> options = (Map<?, ?>) Objects.requireNonNull(body.get("options"));
    if (options.get("chord") instanceof Map<?, ?> outer) {
      add(parts, options.get("group_id"), options.get("task_id"));
      addOuter(parts, outer);
    }
  }

  private static void add(
      Map<String, Set<String>> parts, @Nullable Object group, @Nullable Object task) {
    parts.computeIfAbsent(String.valueOf(group), id -> new TreeSet<>()).add(String.valueOf(task));
  }

  private static Map<String, @Nullable Object> found(Celery app, String id) {
    io.celeriac.AsyncResult<Object> result = app.result(id, Object.class);
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("status", result.state());
    all.put("result", result.info().orElse(null));
    all.put("traceback", result.traceback().orElse(null));
    List<@Nullable Object> children = new ArrayList<>();
    result.children().forEach(each -> children.add(each.toTuple().toWire()));
    all.put("children", children);
    all.put("date_done", result.dateDone().orElse(null));
    return all;
  }

  /** What of a document is the same in each process. */
  private static Map<String, @Nullable Object> document(Map<?, ?> document) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("status", document.get("status"));
    all.put("result", document.get("result"));
    all.put("traceback", document.get("traceback") != null);
    all.put("children", Objects.requireNonNullElse(document.get("children"), List.of()));
    all.put("date_done", document.get("date_done") != null);
    return all;
  }

  private static Map<String, Map<?, ?>> documents(Map<?, ?> data) {
    Map<String, Map<?, ?>> all = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(data.get("result_keys")))
        .forEach((key, value) -> {
          if (String.valueOf(key).startsWith(META)) {
            all.put(
                String.valueOf(key).substring(META.length()),
                (Map<?, ?>)
                    Objects.requireNonNull(
                        JSON.decode(
                            String.valueOf(value).getBytes(StandardCharsets.UTF_8), "utf-8")));
          }
        });
    return all;
  }

  private static List<Map<?, ?>> published(Map<?, ?> data) {
    List<Map<?, ?>> all = new ArrayList<>();
    for (Object each : list(data, "worker_trace")) {
      if (each instanceof Map<?, ?> entry && "publish".equals(entry.get("kind"))) {
        all.add(entry);
      }
    }
    return all;
  }

  private static Message message(Map<?, ?> sent) {
    Map<?, ?> properties = (Map<?, ?>) Objects.requireNonNull(sent.get("properties"));
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(sent.get("headers")))
        .forEach((name, value) -> headers.put(String.valueOf(name), value));
    return new Message(
        JSON.encode(sent.get("body")),
        "application/json",
        "utf-8",
        headers,
        MessageProperties.of()
            .withCorrelationId(String.valueOf(properties.get("correlation_id")))
            .withReplyTo(String.valueOf(properties.get("reply_to")))
            .withPriority(0));
  }

  private static Map<String, @Nullable Object> fields(Map<?, ?> expected) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("routing_key", expected.get("routing_key"));
    all.put("headers", headers((Map<?, ?>) Objects.requireNonNull(expected.get("headers"))));
    Map<?, ?> properties = (Map<?, ?>) Objects.requireNonNull(expected.get("properties"));
    all.put("correlation_id", properties.get("correlation_id"));
    all.put("body", expected.get("body"));
    return all;
  }

  private static Map<String, @Nullable Object> fields(Publication sent) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("routing_key", sent.routingKey());
    all.put("headers", headers(sent.message().headers()));
    all.put("correlation_id", sent.message().properties().correlationId());
    all.put("body", JSON.decode(sent.message().body(), "utf-8"));
    return all;
  }

  private static Map<String, @Nullable Object> headers(Map<?, ?> headers) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    headers.forEach((name, value) -> all.put(String.valueOf(name), value));
    all.keySet().removeAll(List.of("lang", "origin", "argsrepr"));
    return all;
  }

  private static List<?> list(Map<?, ?> map, String name) {
    return (List<?>) Objects.requireNonNull(map.get(name));
  }

  private static Map<?, ?> data(String name) {
    try {
      byte[] bytes = Files.readAllBytes(VECTORS.resolve("canvas-run-" + name + ".json"));
      Map<?, ?> vector = (Map<?, ?>) Objects.requireNonNull(JSON.decode(bytes, "utf-8"));
      return (Map<?, ?>) Objects.requireNonNull(vector.get("data"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
