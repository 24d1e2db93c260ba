package io.celeriac;

import static io.celeriac.Canvas.chain;
import static io.celeriac.Canvas.chord;
import static io.celeriac.Canvas.chunks;
import static io.celeriac.Canvas.group;
import static io.celeriac.Canvas.map;
import static io.celeriac.Canvas.starmap;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.Publication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  private static Signature<Object> task(String name, @Nullable Object... args) {
    return Signature.of("vec." + name, Object.class, args);
  }

  private static Signature<Object> add(@Nullable Object... args) {
    return task("add", args);
  }

  private static Signature<Object> mul(@Nullable Object... args) {
    return task("mul", args);
  }

  private static Signature<Object> tsum() {
    return task("tsum");
  }

  private static Signature<Object> noop() {
    return task("noop").immutable();
  }

  private static Signature<Object> errback() {
    return task("errback_old");
  }

  private static Signature<Object> ident() {
    return task("ident");
  }

  /** One stamp for each hook. */
  private static final class EveryHook implements StampingVisitor {
    @Override
    public Map<String, ?> onSignature(Signature<?> task, Map<String, ?> stamps) {
      return Map.of("sig", "s");
    }

    @Override
    public Map<String, ?> onGroupStart(Signature<?> group, Map<String, ?> stamps) {
      return Map.of("in_group", "g");
    }

    @Override
    public Map<String, ?> onChainStart(Signature<?> chain, Map<String, ?> stamps) {
      return Map.of("in_chain", "c");
    }

    @Override
    public Map<String, ?> onChordBody(Signature<?> chord, Map<String, ?> stamps) {
      return Map.of("in_body", "b");
    }

    @Override
    public Map<String, ?> onCallback(Signature<?> callback, Map<String, ?> stamps) {
      return Map.of("is_callback", true);
    }

    @Override
    public Map<String, ?> onErrback(Signature<?> errback, Map<String, ?> stamps) {
      return Map.of("is_errback", true);
    }
  }

  private static final StampingVisitor ONLY_SIGNATURES =
      (task, stamps) -> Map.of("origin_task", task.task());

  private static final List<List<Integer>> PAIRS =
      List.of(List.of(1, 1), List.of(2, 2), List.of(3, 3));

  private static Signature<?> twoThenSum() {
    return chord(List.of(add(1, 1), add(2, 2)), tsum());
  }

  /** The shapes by the names of the vectors, as one writes them in Java. */
  private static Map<String, Signature<?>> shapes() {
    Map<String, Signature<?>> all = new LinkedHashMap<>();
    all.put("task", add(1, 2));
    all.put("task-kwargs", add().kwarg("x", 1).kwarg("y", 2));
    all.put("task-immutable", add(1, 2).immutable());
    all.put("task-noargs", task("noop"));
    all.put(
        "task-options",
        add(1, 2)
            .countdown(Duration.ofSeconds(10))
            .queue("q1")
            .priority(3)
            .expires(Duration.ofSeconds(30))
            .timeLimit(Duration.ofSeconds(60))
            .softTimeLimit(Duration.ofSeconds(50))
            .taskId("11111111-1111-1111-1111-111111111111")
            .serializer("json")
            .ignoreResult(true)
            .shadow("alias")
            .header("h", 1));
    all.put(
        "task-by-name",
        Signature.of("proj.remote", Object.class, 1).kwarg("k", "v").queue("other"));
    all.put("task-link", add(1, 2).link(mul(10)));
    all.put("task-link-many", add(1, 2).link(mul(10)).link(noop()));
    all.put("task-link-error", add(1, 2).linkError(errback()));
    all.put("task-link-nested", add(1, 2).link(mul(10).link(add(5))));
    all.put("task-link-group", add(1, 2).link(group(mul(2), mul(3)).signature()));
    all.put("chain-2", chain(add(1, 2), mul(10)));
    all.put("chain-3-operator", add(1, 2).then(mul(10)).then(add(5)));
    all.put("chain-1", chain(add(1, 2)));
    all.put("chain-empty", chain(List.of()));
    all.put("chain-immutable-step", chain(add(1, 2), mul(3, 4).immutable()));
    all.put("chain-nested", chain(add(1, 2), chain(mul(10), add(5))));
    all.put("chain-links", chain(add(1, 2), mul(10)).link(noop()).linkError(errback()));
    all.put(
        "chain-links-composed",
        chain(add(1, 2), mul(10)).link(noop()).linkError(errback()).then(add(3)));
    all.put("chain-options", chain(add(1, 2), mul(10)).queue("q1").priority(5));
    all.put("chain-ends-in-group", chain(add(1, 2), group(mul(2), mul(3)).signature()));
    all.put("chain-group-middle", chain(add(1, 2), group(mul(2), mul(3)).signature(), tsum()));
    all.put("chain-group-first", chain(group(add(1, 1), add(2, 2)).signature(), tsum()));
    all.put("chain-group-first-then-two", group(add(1, 1), add(2, 2)).then(tsum()).then(add(5)));
    all.put(
        "chain-two-groups", group(add(1, 1), add(2, 2)).then(group(ident(), ident()).signature()));
    all.put(
        "chain-groups-and-tasks",
        add(1, 1)
            .then(group(add(1), add(2)).signature())
            .then(tsum())
            .then(group(add(1), add(2)).signature())
            .then(tsum()));
    all.put("chain-single-group", chain(add(1, 1), group(mul(2)).signature(), add(1)));
    all.put(
        "chain-empty-group",
        add(1, 1).then(Canvas.<Object>group(List.of()).signature()).then(mul(2)));
    all.put(
        "chain-then-empty-group",
        chain(add(1, 1), add(2)).then(Canvas.<Object>group(List.of()).signature()));
    all.put(
        "chain-function-empty-group",
        chain(add(1, 1), Canvas.<Object>group(List.of()).signature(), mul(2)));
    all.put("chord-then-task", twoThenSum().then(mul(2)));
    all.put("chord-then-group", twoThenSum().then(group(mul(2), mul(3)).signature()));
    all.put(
        "chord-then-chord",
        chord(List.of(add(1, 1)), tsum()).then(chord(List.of(add(1), add(2)), tsum())));
    all.put("task-then-chord", add(1, 1).then(chord(List.of(add(1), add(2)), tsum())));
    all.put("group-2", group(add(1, 1), add(2, 2)).signature());
    all.put("group-1", group(add(1, 1)).signature());
    all.put("group-empty", Canvas.<Object>group(List.of()).signature());
    all.put(
        "group-nested",
        Canvas.<Object>group(add(1, 1), group(add(2, 2), add(3, 3)).signature()).signature());
    all.put(
        "group-of-chains", group(chain(add(1, 1), mul(2)), chain(add(2, 2), mul(3))).signature());
    all.put(
        "group-with-chord",
        Canvas.<Object>group(add(1, 1), chord(List.of(add(2, 2), add(3, 3)), tsum())).signature());
    all.put("group-options", group(add(1, 1), add(2, 2)).option("queue", "q1").signature());
    all.put("group-link-error", group(add(1, 1), add(2, 2)).linkError(errback()).signature());
    all.put("group-link", group(add(1, 1), add(2, 2)).signature().link(task("noop")));
    all.put("chord-2", twoThenSum());
    all.put("chord-group-header", chord(group(add(1, 1), add(2, 2)), tsum()));
    all.put("chord-chain-header", chord(List.of(chain(add(1, 1), mul(2)), add(2, 2)), tsum()));
    all.put(
        "chord-group-in-header",
        chord(List.of(group(add(1, 1), add(2, 2)).signature(), add(3, 3)), tsum()));
    all.put("chord-chord-in-header", chord(List.of(twoThenSum(), add(3, 3)), tsum()));
    all.put("chord-chain-body", chord(List.of(add(1, 1), add(2, 2)), chain(tsum(), mul(2))));
    all.put(
        "chord-group-body",
        chord(List.of(add(1, 1), add(2, 2)), group(ident(), ident()).signature()));
    all.put(
        "chord-chord-body",
        chord(List.of(add(1, 1), add(2, 2)), chord(List.of(ident(), ident()), ident())));
    all.put("chord-options", twoThenSum().queue("q1").countdown(Duration.ofSeconds(5)));
    all.put("chord-link-error", twoThenSum().linkError(errback()));
    all.put("chord-link", twoThenSum().link(noop()));
    all.put("map", map(new Step<Object, Object>(ident()), List.of(1, 2, 3)));
    all.put("starmap", starmap(add(), PAIRS.subList(0, 2)));
    all.put("chunks", chunks(add(), PAIRS, 2));
    all.put("map-in-chain", chain(noop(), map(new Step<Object, Object>(ident()), List.of(1, 2))));
    all.put("stamp-task", add(1, 2).stamp(stamps("tenant", "acme", "trace", List.of("t1"))));
    all.put(
        "stamp-task-links", add(1, 2).link(mul(3)).linkError(errback()).stamp("tenant", "acme"));
    all.put("stamp-visitor", chain(add(1, 2), mul(3)).stamp(ONLY_SIGNATURES));
    all.put(
        "stamp-visitor-all",
        chain(add(1, 1), group(add(1), add(2)).signature(), tsum()).stamp(new EveryHook()));
    all.put(
        "stamp-visitor-group",
        group(add(1, 1).link(noop()).linkError(errback()), add(2, 2))
            .signature()
            .stamp(new EveryHook()));
    all.put("stamp-twice", add(1, 2).stamp("k", "one").stamp("k", "two"));
    all.put("stamp-append", add(1, 2).stamp("k", "one").appendStamps(Map.of("k", "two")));
    return all;
  }

  private static Map<String, Object> stamps(Object... pairs) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(String.valueOf(pairs[i]), pairs[i + 1]);
    }
    return all;
  }

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
    return shapes().keySet().stream();
  }

  static Stream<String> sent() {
    return shapes().keySet().stream()
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
    shapes().keySet().forEach(name -> names.add(name + ".json"));
    return names;
  }

  @ParameterizedTest
  @MethodSource("written")
  void a_workflow_has_the_form_that_python_gives_it(String name) {
    Map<?, ?> expected = member(data("signature", name), "json");
    Map<String, @Nullable Object> ours =
        Objects.requireNonNull(shapes().get(name)).toData(new ValueConversions()).toMap();

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

    AsyncResult<?> result = app.send(Objects.requireNonNull(shapes().get(name)));

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
        app(new RecordingTransport(), new RecordingResults()).send(group(add(1, 1), add(2, 2)));

    assertThat(result.size()).isEqualTo(2);
    assertThat(result.toTuple())
        .isEqualTo(
            ResultTuple.group(
                result.id(),
                Arrays.asList(
                    result.results().get(0).toTuple(), result.results().get(1).toTuple())));
  }
}
