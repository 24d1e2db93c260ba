package io.celeriac.protocol;

import static io.celeriac.protocol.Vector.comparable;
import static io.celeriac.protocol.Vector.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Messages that Python Celery sent: we read them, and we write the same ones. */
class SentMessagesTest {
  private static final String JSON_TASKS =
      "(v2-.*|v1-(?!pickle).*|json-.*|serializer-json.*|compression-(gzip|zlib).*)[.]json";

  /** Tuples within, keys that are no text, envelopes that were meant as mappings: other reprs. */
  private static final Set<String> CANNOT_BE_SAID_IN_JAVA =
      Set.of(
          "v2-repr-types",
          "v2-repr-depth",
          "v2-nonstring-keys",
          "v2-list-args",
          "json-tuple",
          "json-lookalike");

  private final Serializer json = new JsonSerializer();
  private final Compressors compressors = Compressors.installed();
  private final TaskMessageCodec codec =
      new TaskMessageCodec(Serializers.installed(), compressors, DecodeLimits.DEFAULTS);

  @Test
  void no_vector_is_left_out() {
    assertThat(Vector.all(JSON_TASKS)).hasSize(199);
  }

  @TestFactory
  Stream<DynamicTest> what_python_sent_is_read_and_written_again_byte_for_byte() {
    return Vector.all(JSON_TASKS).stream()
        .map(vector -> dynamicTest(vector.name(), () -> readAndWriteAgain(vector)));
  }

  private void readAndWriteAgain(Vector vector) {
    for (Message sent : vector.messages()) {
      if (new String(sent.body(), StandardCharsets.UTF_8).contains("\"task-sent\"")) {
        continue; // an event, sent along with the task
      }
      Decoded decoded = codec.decode(sent, AcceptContent.JSON, _ -> true);
      assertThat(decoded).isInstanceOf(Decoded.Task.class);
      Decoded.Task task = (Decoded.Task) decoded;
      int protocol = vector.name().startsWith("v1-") ? 1 : 2;
      assertThat(task.protocol()).isEqualTo(protocol);

      Object compression = sent.headers().get("compression");
      Message again =
          codec.encode(
              task.message(),
              protocol,
              json,
              compression == null ? null : compressors.named(compression.toString()),
              MessageProperties.of());
      assertThat(comparable(again.headers())).isEqualTo(comparable(sent.headers()));
      assertThat(again.contentType()).isEqualTo(sent.contentType());
      assertThat(again.contentEncoding()).isEqualTo(sent.contentEncoding());
      assertThat(again.properties().correlationId()).isEqualTo(sent.properties().correlationId());
      assertThat(text(again)).isEqualTo(text(sent).replace("\"utc\": false", "\"utc\": true"));
    }
  }

  @Test
  void every_call_described_by_its_arguments_and_options_is_tried() {
    assertThat(calls()).hasSize(141);
  }

  @TestFactory
  Stream<DynamicTest> the_same_call_makes_the_same_message() {
    return calls().stream().map(vector -> dynamicTest(vector.name(), () -> makeTheSame(vector)));
  }

  private static List<Vector> calls() {
    return Vector.all(JSON_TASKS).stream()
        .filter(vector -> vector.given().containsKey("task"))
        .toList();
  }

  private void makeTheSame(Vector vector) {
    Message sent = vector.messages().getFirst();
    TaskMessage call = call(vector);
    int protocol = vector.name().startsWith("v1-") ? 1 : 2;
    Object compression = sent.headers().get("compression");
    Message made =
        codec.encode(
            call,
            protocol,
            json,
            compression == null ? null : compressors.named(compression.toString()),
            MessageProperties.of());

    Map<String, @Nullable Object> expected = new LinkedHashMap<>(sent.headers());
    if (protocol == 2) {
      expected.put("lang", "java");
    }
    if (CANNOT_BE_SAID_IN_JAVA.stream().anyMatch(vector.name()::startsWith)) {
      expected.put("argsrepr", call.headers().argsrepr());
    }
    assertThat(comparable(made.headers())).isEqualTo(comparable(expected));
    assertThat(text(made)).isEqualTo(text(sent).replace("\"utc\": false", "\"utc\": true"));
  }

  /** What core will do with a call: from arguments and options to a task message. */
  private static TaskMessage call(Vector vector) {
    Map<String, @Nullable Object> given = vector.given();
    Map<String, @Nullable Object> options = map(Vector.typed(given.get("options")));
    Map<String, @Nullable Object> config = map(given.get("config"));
    Map<String, @Nullable Object> task = taskDefaults((String) given.get("task"));
    List<@Nullable Object> args = list(Vector.typed(given.get("args")));
    Map<String, @Nullable Object> kwargs = map(Vector.typed(given.get("kwargs")));
    String id = text(options.get("task_id"), "no id");
    OffsetDateTime now =
        OffsetDateTime.parse(text(given.get("now"), ""))
            .atZoneSameInstant(ZoneId.of(text(config.get("timezone"), "UTC")))
            .toOffsetDateTime();
    Object countdown = options.get("countdown");
    boolean counts = countdown instanceof Number number && number.doubleValue() != 0;
    Members read = new Members(options, "options");
    TaskHeaders headers =
        TaskHeaders.builder(text(given.get("task"), ""), id)
            .shadow(read.text("shadow"))
            .eta(time(counts ? countdown : options.get("eta"), now))
            .expires(time(options.getOrDefault("expires", task.get("expires")), now))
            .group(read.text("group_id"))
            .groupIndex(read.integer("group_index"))
            .retries(read.integer("retries", 0))
            .timelimit(
                new TimeLimit(
                    seconds(options.getOrDefault("time_limit", task.get("time_limit"))),
                    seconds(options.getOrDefault("soft_time_limit", task.get("soft_time_limit")))))
            .rootId(text(options.get("root_id"), id))
            .parentId(read.text("parent_id"))
            .argsrepr(text(options.get("argsrepr"), PythonRepr.ofArgs(args)))
            .kwargsrepr(text(options.get("kwargsrepr"), PythonRepr.ofKwargs(kwargs)))
            .origin((String) given.get("origin"))
            .ignoreResult(
                (Boolean)
                    options.getOrDefault(
                        "ignore_result", task.getOrDefault("ignore_result", false)))
            .replacedTaskNesting(read.integer("replaced_task_nesting", 0))
            .custom(read.map("headers"))
            .build();
    return new TaskMessage(headers, args, kwargs, Embed.EMPTY);
  }

  private static Map<String, @Nullable Object> taskDefaults(@Nullable String task) {
    return switch (Objects.requireNonNull(task)) {
      case "proj.tasks.limited" -> Map.of("time_limit", 120, "soft_time_limit", 60, "expires", 600);
      case "proj.tasks.quiet" -> Map.of("ignore_result", true);
      default -> Map.of();
    };
  }

  private static @Nullable String time(@Nullable Object value, OffsetDateTime now) {
    return switch (value) {
      case null -> null;
      case Number seconds ->
          IsoTime.format(now.plus(Duration.ofNanos((long) (seconds.doubleValue() * 1e9))));
      case OffsetDateTime time -> IsoTime.format(time);
      case LocalDateTime time -> IsoTime.format(time);
      case Instant time -> IsoTime.format(time);
      default -> value.toString();
    };
  }

  private static @Nullable Double seconds(@Nullable Object value) {
    return value == null ? null : (Double) ((Number) value).doubleValue();
  }

  private static String text(@Nullable Object value, String absent) {
    return value == null ? absent : value.toString();
  }

  @SuppressWarnings("unchecked")
  private static List<@Nullable Object> list(@Nullable Object value) {
    return value == null ? List.of() : (List<@Nullable Object>) value;
  }

  private String text(Message message) {
    Object compression = message.headers().get("compression");
    byte[] body =
        compression == null
            ? message.body()
            : compressors.named(compression.toString()).decompress(message.body(), 1 << 20);
    return new String(body, StandardCharsets.UTF_8);
  }
}
