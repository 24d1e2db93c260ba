package io.celeriac;

import static io.celeriac.Canvas.group;
import static io.celeriac.Canvas.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.Publication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every shape of workflow has the form, and publishes the messages, that Python Celery 5.7 gives
 * it. Ids differ from run to run, so they are compared by who shares them with whom.
 */
class CanvasVectorsTest {

  private static final Path VECTORS = Path.of("src/test/resources/vectors/canvas");
  private static final JsonSerializer JSON = new JsonSerializer();
  private static final String UUID_FORM =
      "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

  /** What Java writes in another way: a call with partial arguments, a look behind the curtain. */
  private static final List<String> PYTHON_ONLY =
      List.of(
          "task-clone-partial",
          "task-clone-immutable",
          "task-frozen",
          "chord-no-body",
          "chord-link-error-header",
          "chunks-group");

  static Stream<String> written() {
    return CanvasShapes.all().keySet().stream();
  }

  static Stream<String> sent() {
    return CanvasShapes.all().keySet().stream()
        .filter(name -> Files.exists(VECTORS.resolve("canvas-send-" + name + ".json")));
  }

  @Test
  void every_vector_is_compared() throws IOException {
    try (Stream<Path> files = Files.list(VECTORS)) {
      TreeSet<String> names = new TreeSet<>();
      files.forEach(file ->
          names.add(file.getFileName().toString().replaceFirst("canvas-(signature|send)-", "")));
      names.removeIf(name -> PYTHON_ONLY.contains(name.replace(".json", "")));
      assertThat(names).isEqualTo(shapesAsFiles());
    }
  }

  private static Set<String> shapesAsFiles() {
    Set<String> names = new TreeSet<>();
    CanvasShapes.all().keySet().forEach(name -> names.add(name + ".json"));
    return names;
  }

  @ParameterizedTest
  @MethodSource("written")
  void a_workflow_has_the_form_that_python_gives_it(String name) {
    Map<?, ?> expected = member(data("signature", name), "json");
    Map<String, @Nullable Object> ours =
        Objects.requireNonNull(CanvasShapes.all().get(name)).toData(new ValueConversions()).toMap();

    assertThat(normal(reread(ours))).isEqualTo(normal(expected));
  }

  /** Python, too, reads a header that is a group as the list of its tasks. */
  static Stream<String> rewritten() {
    return written().filter(name -> !name.equals("stamp-visitor-all"));
  }

  @ParameterizedTest
  @MethodSource("rewritten")
  void a_workflow_that_travelled_has_the_same_form_again(String name) {
    Map<?, ?> travelled = member(data("signature", name), "json");
    Map<String, @Nullable Object> again =
        Signature.fromMap(travelled).toData(new ValueConversions()).toMap();

    assertThat(normal(reread(again))).isEqualTo(normal(travelled));
  }

  @ParameterizedTest
  @MethodSource("sent")
  void a_workflow_publishes_what_python_publishes(String name) {
    Map<?, ?> data = data("send", name);
    RecordingTransport transport = new RecordingTransport();
    RecordingResults results = new RecordingResults();
    Celery app = app(transport, results);

    AsyncResult<?> result = app.send(Objects.requireNonNull(CanvasShapes.all().get(name)));

    Ids ids = new Ids();
    List<?> messages = (List<?>) Objects.requireNonNull(data.get("messages"));
    assertThat(transport.published).as("messages").hasSize(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      Map<?, ?> expected = (Map<?, ?>) Objects.requireNonNull(messages.get(i));
      ids.same("message " + i, fields(expected), fields(transport.published.get(i)));
    }
    Map<?, ?> expected = member(data, "result");
    ids.same("result", expected.get("as_tuple"), result.toTuple().toWire());
    ids.same("chord keys", expectedKeys(data), keys(results));
  }

  private static Celery app(RecordingTransport transport, RecordingResults results) {
    List<TaskDefinition<?>> tasks = new ArrayList<>();
    for (String name :
        List.of("add", "mul", "tsum", "ident", "noop", "errback_old", "fails", "sleep")) {
      tasks.add(TaskDefinition.of("vec." + name, Object.class, () -> 0));
    }
    return Celery.named("test").transport(transport).resultBackend(results).tasks(tasks).build();
  }

  private static Map<String, @Nullable Object> keys(RecordingResults results) {
    Map<String, @Nullable Object> keys = new LinkedHashMap<>();
    results.sizes.forEach((id, size) -> keys.put(id + ".s", String.valueOf(size)));
    results.headers.forEach((id, header) -> keys.put(id, header.toWire()));
    return keys;
  }

  private static Map<String, @Nullable Object> expectedKeys(Map<?, ?> data) {
    Map<String, @Nullable Object> keys = new LinkedHashMap<>();
    if (data.get("result_keys") instanceof Map<?, ?> stored) {
      stored.forEach((key, value) -> {
        String name = String.valueOf(key).replace("celery-taskset-meta-", "");
        keys.put(
            name,
            name.endsWith(".s")
                ? String.valueOf(value)
                : member(parsed(String.valueOf(value)), "result", Object.class));
      });
    }
    return keys;
  }

  private static Map<?, ?> parsed(String json) {
    return (Map<?, ?>)
        Objects.requireNonNull(
            JSON.decode(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), "utf-8"));
  }

  private static Map<String, @Nullable Object> fields(Map<?, ?> expected) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("exchange", expected.get("exchange"));
    all.put("routing_key", expected.get("routing_key"));
    all.put("headers", headers(member(expected, "headers")));
    Map<?, ?> properties = member(expected, "properties");
    all.put("correlation_id", properties.get("correlation_id"));
    all.put("reply_to", properties.get("reply_to"));
    all.put("body", expected.get("body"));
    return all;
  }

  private static Map<String, @Nullable Object> fields(Publication sent) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("exchange", sent.exchange());
    all.put("routing_key", sent.routingKey());
    all.put("headers", headers(sent.message().headers()));
    all.put("correlation_id", sent.message().properties().correlationId());
    all.put("reply_to", sent.message().properties().replyTo());
    all.put("body", JSON.decode(sent.message().body(), "utf-8"));
    return all;
  }

  private static Map<String, @Nullable Object> headers(Map<?, ?> headers) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    headers.forEach((name, value) -> all.put(String.valueOf(name), value));
    if (String.valueOf(all.get("kwargsrepr")).startsWith("{'task': ")) {
      all.remove("kwargsrepr"); // shows tuples, which only Python has
    }
    // Each process has its own language, origin and time.
    all.keySet().removeAll(List.of("lang", "origin"));
    all.computeIfPresent("eta", (name, value) -> "some time");
    all.computeIfPresent("expires", (name, value) -> "some time");
    all.remove("utc");
    return all;
  }

  private static Map<?, ?> data(String kind, String name) {
    try {
      Path file = VECTORS.resolve("canvas-" + kind + "-" + name + ".json");
      Object read = JSON.decode(Files.readAllBytes(file), "utf-8");
      return member((Map<?, ?>) Objects.requireNonNull(read), "data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<?, ?> member(Map<?, ?> map, String name) {
    return member(map, name, Map.class);
  }

  private static <T> T member(Map<?, ?> map, String name, Class<T> type) {
    return type.cast(Objects.requireNonNull(map.get(name), name));
  }

  private static @Nullable Object reread(Object value) {
    return JSON.decode(JSON.encode(value), "utf-8");
  }

  /** With numbers by value and stamps in one order, which Python leaves to chance. */
  private static @Nullable Object normal(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        map.forEach((name, each) ->
            all.put(
                String.valueOf(name),
                "stamped_headers".equals(name) && each instanceof List<?> names
                    ? names.stream().map(String::valueOf).sorted().toList()
                    : normal(each)));
        yield all;
      }
      case List<?> list -> list.stream().<@Nullable Object>map(CanvasVectorsTest::normal).toList();
      case Integer number -> number.longValue();
      case null, default -> value;
    };
  }

  /** Compares two values in which ids have other names, by one mapping of the one to the other. */
  private static final class Ids {
    private final Map<String, String> ours = new HashMap<>();

    void same(String where, @Nullable Object expected, @Nullable Object actual) {
      switch (normal(expected)) {
        case Map<?, ?> map -> {
          assertThat(actual).as(where).isInstanceOf(Map.class);
          Map<String, @Nullable Object> renamed = new LinkedHashMap<>();
          ((Map<?, ?>) Objects.requireNonNull(normal(actual)))
              .forEach((name, value) -> renamed.put(String.valueOf(name), value));
          List<String> keys = new ArrayList<>();
          map.forEach((name, value) -> {
            String key = mapped(String.valueOf(name), renamed.keySet());
            keys.add(key);
            assertThat(renamed).as(where).containsKey(key);
            same(where + "." + name, value, renamed.get(key));
          });
          assertThat(renamed.keySet()).as(where).containsExactlyInAnyOrderElementsOf(keys);
        }
        case List<?> list -> {
          assertThat(actual).as(where).isInstanceOf(List.class);
          List<?> others = (List<?>) Objects.requireNonNull(normal(actual));
          assertThat(others).as(where).hasSize(list.size());
          for (int i = 0; i < list.size(); i++) {
            same(where + "[" + i + "]", list.get(i), others.get(i));
          }
        }
        case String text when text.matches(UUID_FORM) -> {
          assertThat(actual).as(where).isInstanceOf(String.class);
          assertThat(ours.computeIfAbsent(text, id -> String.valueOf(actual)))
              .as(where)
              .isEqualTo(actual);
        }
        case null, default -> assertThat(normal(actual)).as(where).isEqualTo(normal(expected));
      }
    }

    /** The key of ours that stands for one of theirs that is made of an id. */
    private String mapped(String key, java.util.Set<String> present) {
      String id = key.replaceFirst("\\..*", "");
      if (!id.matches(UUID_FORM)) {
        return key;
      }
      String other = ours.getOrDefault(id, UUID.randomUUID().toString());
      return present.contains(key) ? key : other + key.substring(id.length());
    }
  }

  @Test
  void a_group_that_was_sent_knows_its_members() {
    GroupResult<Object> result =
        app(new RecordingTransport(), new RecordingResults())
            .send(group(CanvasShapes.add(1, 1), CanvasShapes.add(2, 2)));

    assertThat(result.size()).isEqualTo(2);
    assertThat(result.toTuple())
        .isEqualTo(
            ResultTuple.group(
                result.id(),
                Arrays.asList(
                    result.results().get(0).toTuple(), result.results().get(1).toTuple())));
  }
}
