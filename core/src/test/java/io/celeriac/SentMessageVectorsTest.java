package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.spi.Publication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What we send for a call equals, field by field, what Python Celery 5.7 sends for the same. */
class SentMessageVectorsTest {

  private static final Path VECTORS = Path.of("src/test/resources/vectors");

  /** Tuples and Python-only reprs that a Java value cannot say. */
  private static final Set<String> OTHER_REPR =
      Set.of("v2-repr-types", "v2-nonstring-keys", "v2-list-args", "v2-repr-depth");

  static Stream<Path> vectors() throws IOException {
    try (Stream<Path> files = Files.list(VECTORS)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("v2-"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void every_vector_of_a_plain_call_is_compared() throws IOException {
    assertThat(vectors()).hasSize(VECTOR_COUNT);
  }

  private static final int VECTOR_COUNT = 45;

  @ParameterizedTest
  @MethodSource("vectors")
  void a_call_is_sent_as_python_sends_it(Path file) {
    Map<?, ?> vector = map(read(file));
    Map<?, ?> given = map(vector.get("given"));
    Map<?, ?> captured = map(vector.get("captured"));
    RecordingTransport transport = new RecordingTransport();
    Celery app = app(given, transport);

    app.send(signature(given));

    Publication sent = transport.published.getFirst();
    Map<?, ?> method = map(captured.get("method"));
    assertThat(sent.exchange()).isEqualTo(method.get("exchange"));
    assertThat(sent.routingKey()).isEqualTo(method.get("routing_key"));
    assertHeaders(file, sent.message(), map(captured.get("headers")));
    assertProperties(sent.message(), map(captured.get("properties")), given);
    assertThat(new String(sent.message().body(), StandardCharsets.UTF_8))
        .isEqualTo(map(captured.get("body")).get("text"));
    assertThat(transport.declared.stream().map(Queue::name)).isEqualTo(declared(captured));
  }

  private static void assertHeaders(Path file, Message message, Map<?, ?> expected) {
    Map<String, @Nullable Object> ours = new LinkedHashMap<>(message.headers());
    Map<Object, Object> theirs = new LinkedHashMap<>(expected);
    assertThat(ours.remove("lang")).isEqualTo("java");
    theirs.remove("lang");
    // Who sent it is given by the producer's own process, as is a task's stored stamp order.
    if (OTHER_REPR.contains(name(file))) {
      ours.remove("argsrepr");
      theirs.remove("argsrepr");
    }
    assertThat(normal(ours)).isEqualTo(normal(theirs));
  }

  private static void assertProperties(Message message, Map<?, ?> expected, Map<?, ?> given) {
    assertThat(message.contentType()).isEqualTo(expected.get("content_type"));
    assertThat(message.contentEncoding()).isEqualTo(expected.get("content_encoding"));
    assertThat(message.properties().correlationId()).isEqualTo(expected.get("correlation_id"));
    assertThat(normal(message.properties().priority())).isEqualTo(normal(expected.get("priority")));
    assertThat(normal(message.properties().deliveryMode()))
        .isEqualTo(normal(expected.get("delivery_mode")));
    assertThat(message.properties().expiration()).isEqualTo(expected.get("expiration"));
    if (map(given.get("options")).containsKey("reply_to")) {
      assertThat(message.properties().replyTo()).isEqualTo(expected.get("reply_to"));
    }
    for (String name : List.of("message_id", "app_id", "type", "timestamp")) {
      assertThat(message.properties().others().get(name)).isEqualTo(expected.get(name));
    }
  }

  private static List<String> declared(Map<?, ?> captured) {
    return list(captured.get("methods_before_publish")).stream()
        .map(SentMessageVectorsTest::map)
        .filter(call -> "queue.declare".equals(call.get("method")))
        .map(call -> String.valueOf(map(call.get("args")).get("queue")))
        .toList();
  }

  private static Celery app(Map<?, ?> given, RecordingTransport transport) {
    CeleryBuilder builder =
        RecordingTransport.app(transport, () -> "generated")
            .origin(String.valueOf(given.get("origin")))
            .clock(
                Clock.fixed(
                    OffsetDateTime.parse(String.valueOf(given.get("now"))).toInstant(),
                    ZoneOffset.UTC));
    map(given.get("config")).forEach((name, value) -> builder.set(String.valueOf(name), value));
    return builder.build();
  }

  private static Signature<Object> signature(Map<?, ?> given) {
    Signature<Object> signature =
        Signature.ofType(
            String.valueOf(given.get("task")),
            Object.class,
            taskOptions(given),
            list(given.get("args")).toArray());
    for (Map.Entry<?, ?> kwarg : map(given.get("kwargs")).entrySet()) {
      signature = signature.kwarg(String.valueOf(kwarg.getKey()), kwarg.getValue());
    }
    for (Map.Entry<?, ?> option : map(given.get("options")).entrySet()) {
      signature = signature.option(String.valueOf(option.getKey()), option.getValue());
    }
    return signature;
  }

  private static TaskOptions taskOptions(Map<?, ?> given) {
    TaskOptions.Builder options = TaskOptions.builder();
    if (given.get("task_class_options") instanceof Map<?, ?> declared) {
      declared.forEach((name, value) -> {
        switch (String.valueOf(name)) {
          case "time_limit" -> options.timeLimit(seconds(value));
          case "soft_time_limit" -> options.softTimeLimit(seconds(value));
          case "expires" -> options.expires(seconds(value));
          case "priority" -> options.priority(((Number) value).intValue());
          case "ignore_result" -> options.ignoreResult((Boolean) value);
          default -> throw new IllegalArgumentException("no such option: " + name);
        }
      });
    }
    return options.build();
  }

  private static Duration seconds(Object value) {
    return Duration.ofSeconds(((Number) value).longValue());
  }

  /** Numbers of any kind as one kind; what is null as what is absent. */
  private static @Nullable Object normal(@Nullable Object value) {
    return switch (value) {
      case Integer i -> (long) i;
      case List<?> list -> list.stream().map(each -> String.valueOf(normal(each))).toList();
      case Map<?, ?> map -> {
        Map<Object, Object> normal = new LinkedHashMap<>();
        map.forEach((key, each) -> normal.put(key, String.valueOf(normal(each))));
        yield normal;
      }
      case Instant i -> i.toString();
      case null, default -> value;
    };
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".amqp.json", "");
  }

  private static Object read(Path file) {
    try {
      Object value = new JsonSerializer().decode(Files.readAllBytes(file), "utf-8");
      return value == null ? Map.of() : value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
