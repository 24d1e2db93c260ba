package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.Exchange;
import io.celeriac.ExchangeType;
import io.celeriac.Queue;
import io.celeriac.Worker;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a stock client sends is answered as a stock worker answers it, message by message. */
class ControlVectorsTest {

  private static final Path VECTORS = Path.of("src/test/resources/vectors");
  private static final String OID = "9b22619f-d096-596a-9e9b-ef1fc40b6d35";

  /** What has to have happened before: the vectors were recorded one after the other. */
  private static final Map<String, List<String>> BEFORE =
      Map.of(
          "active-queues-added", List.of("add-consumer"),
          "cancel-consumer", List.of("add-consumer"),
          "revoked", List.of("hello"),
          "revoked-list", List.of("hello", "revoke"),
          "registered-rate-limit", List.of("rate-limit"));

  private final JsonSerializer json = new JsonSerializer();
  private final Celery app =
      Celery.named("vectors")
          .broker("memory://" + UUID.randomUUID())
          .resultBackend("memory://" + UUID.randomUUID())
          .tasks(WorkerFixture.task("vec.add", (context, arguments) -> 1))
          .build();
  private final Worker worker =
      app.worker().hostname("w1@node.example").concurrency(2).withoutMingle().build();
  private final Transport transport = ((CeleryWorker) worker).environment().transport();

  @AfterEach
  void close() {
    worker.close();
    app.close();
  }

  static Stream<String> recorded() throws IOException {
    try (Stream<Path> files = Files.list(VECTORS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("control-"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void every_recorded_command_is_compared() throws IOException {
    assertThat(recorded()).hasSize(41);
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void a_command_of_a_stock_client_is_answered_as_by_a_stock_worker(String file) {
    worker.start();
    String name = file.substring("control-amqp-".length(), file.length() - ".json".length());
    for (String before : BEFORE.getOrDefault(name, List.of())) {
      answers(data("control-amqp-" + before + ".json"));
    }
    Map<?, ?> data = data(file);
    List<?> replies = (List<?>) Objects.requireNonNullElse(data.get("replies"), List.of());

    List<Message> answers = answers(data);

    assertThat(answers).hasSize(replies.size());
    for (int i = 0; i < replies.size(); i++) {
      Map<?, ?> expected = (Map<?, ?>) Objects.requireNonNull(replies.get(i));
      Message answer = answers.get(i);
      assertThat(answer.contentType()).isEqualTo("application/json");
      assertThat(answer.properties().deliveryMode()).isEqualTo(MessageProperties.TRANSIENT);
      assertThat(answer.headers().keySet()).isEqualTo(map(expected, "headers").keySet());
      assertThat(answer.headers().get("ticket")).isEqualTo(map(expected, "headers").get("ticket"));
      assertThat(comparable(name, json.decode(answer.body(), "utf-8")))
          .isEqualTo(comparable(name, map(expected, "body").get("json")));
    }
  }

  /** Sends the recorded request, and waits for as many answers as were recorded. */
  private List<Message> answers(Map<?, ?> data) {
    Map<?, ?> request = map(data, "request");
    Queue replies =
        Queue.of(
                OID + ".reply.celery.pidbox",
                new Exchange("reply.celery.pidbox", ExchangeType.DIRECT, false, false, Map.of()),
                OID)
            .asTransient(true);
    try (Consumer consumer = transport.connectConsumer()) {
      consumer.consume(replies);
      Map<String, @Nullable Object> headers = new LinkedHashMap<>();
      map(request, "headers").forEach((key, value) -> headers.put("" + key, value));
      Message message =
          new Message(
              ("" + map(request, "body").get("raw")).getBytes(StandardCharsets.UTF_8),
              "application/json",
              "utf-8",
              headers,
              MessageProperties.of());
      transport
          .producer()
          .broadcast(
              new Exchange("celery.pidbox", ExchangeType.FANOUT, false, false, Map.of()),
              "",
              message)
          .join();
      int expected = ((List<?>) Objects.requireNonNullElse(data.get("replies"), List.of())).size();
      List<Delivery> received =
          consumer.receive(10, Duration.ofMillis(expected == 0 ? 300 : 10_000));
      consumer.ack(received);
      return received.stream().map(Delivery::message).toList();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Without what differs from run to run, and from one application to the other. */
  private static @Nullable Object comparable(String name, @Nullable Object body) {
    Object answer = ((Map<?, ?>) Objects.requireNonNull(body)).get("w1@node.example");
    return switch (name) {
      case "clock" -> ((Map<?, ?>) Objects.requireNonNull(answer)).keySet();
      case "hello" -> ((Map<?, ?>) Objects.requireNonNull(answer)).get("revoked");
      // Python's sets have no order.
      case "revoke-list" -> ("" + answer).chars().sorted().boxed().toList();
      case "registered-rate-limit" -> ((List<?>) Objects.requireNonNull(answer)).getFirst();
      case "revoked-list" -> ((List<?>) Objects.requireNonNull(answer)).subList(0, 2);
      default -> answer;
    };
  }

  private Map<?, ?> data(String file) {
    try {
      Object vector = json.decode(Files.readAllBytes(VECTORS.resolve(file)), "utf-8");
      return map((Map<?, ?>) Objects.requireNonNull(vector), "data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<?, ?> map(Map<?, ?> from, String key) {
    return (Map<?, ?>) Objects.requireNonNull(from.get(key), key);
  }
}
