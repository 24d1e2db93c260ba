package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.spi.Publication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When the broker delays what is sent with an ETA, and how that is published. */
class QuorumDelaysTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");
  private static final Path VECTOR =
      Path.of("src/test/resources/vectors/amqp-delayed-publish.json");

  private final RecordingTransport transport = new RecordingTransport();

  private CeleryBuilder quorum() {
    return RecordingTransport.app(transport, () -> "id")
        .clock(Clock.fixed(NOW, ZoneOffset.UTC))
        .set("task_default_queue_type", "quorum")
        .set("task_default_exchange_type", "topic");
  }

  private Publication sent(CeleryBuilder builder, UnaryOperator<Signature<Object>> call) {
    try (Celery app = builder.build()) {
      app.send(call.apply(Signature.of("proj.tasks.add", Object.class, 1, 2)));
    }
    return transport.published.getLast();
  }

  private static UnaryOperator<Signature<Object>> in(long seconds) {
    return call -> call.countdown(Duration.ofSeconds(seconds));
  }

  @Test
  void calls_are_published_as_stock_celery_publishes_them() throws Exception {
    Map<?, ?> vector = map(new JsonSerializer().decode(Files.readAllBytes(VECTOR), "utf-8"));
    List<?> calls = list(map(vector.get("captured")).get("calls"));
    int compared = 0;
    for (Object each : calls) {
      Map<?, ?> options = map(map(each).get("options"));
      Object sent = map(each).get("published");
      if (!(sent instanceof List<?> published) || published.isEmpty()) {
        continue; // an error of stock Celery's
      }
      Publication ours =
          sent(
              quorum(),
              call -> {
                Signature<Object> with = call;
                for (Map.Entry<?, ?> option : options.entrySet()) {
                  with =
                      switch (String.valueOf(option.getKey())) {
                        case "countdown" ->
                            with.countdown(
                                Duration.ofNanos(
                                    Math.round(((Number) option.getValue()).doubleValue() * 1e9)));
                        case "eta" -> with.eta(time(option.getValue()));
                        case "routing_key" -> with.routingKey(String.valueOf(option.getValue()));
                        default -> throw new AssertionError(option);
                      };
                }
                return with;
              });
      Map<?, ?> theirs = map(map(published.getFirst()).get("method"));
      if (String.valueOf(theirs.get("routing_key")).split("\\.").length > 29) {
        continue; // a delay that is too long for stock Celery
      }
      assertThat(ours.exchange()).as("%s", options).isEqualTo(theirs.get("exchange"));
      assertThat(ours.routingKey()).as("%s", options).isEqualTo(theirs.get("routing_key"));
      assertThat(ours.message().headers().get("eta"))
          .isEqualTo(map(map(published.getFirst()).get("headers")).get("eta"));
      compared++;
    }
    assertThat(compared).isGreaterThanOrEqualTo(4);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  private static List<?> list(@Nullable Object value) {
    return (List<?>) Objects.requireNonNull(value);
  }

  private static Instant time(Object value) {
    return OffsetDateTime.parse(
            String.valueOf(value instanceof Map<?, ?> typed ? typed.get("__value__") : value))
        .toInstant();
  }

  @Test
  void what_brings_the_message_to_its_queue_is_declared_before() {
    sent(quorum(), in(5));
    assertThat(transport.delayed).extracting(Queue::name).containsExactly("celery");
    assertThat(transport.declared).isEmpty();
  }

  @Test
  void less_than_a_second_is_not_delayed() {
    assertThat(sent(quorum(), call -> call.countdown(Duration.ofMillis(900))).exchange())
        .isEqualTo("celery");
    assertThat(sent(quorum(), call -> call.eta(NOW.minusSeconds(5))).exchange())
        .isEqualTo("celery");
    assertThat(sent(quorum(), call -> call).exchange()).isEqualTo("celery");
  }

  @Test
  void a_direct_exchange_cannot_delay() {
    Publication sent = sent(quorum().set("task_default_exchange_type", "direct"), in(5));
    assertThat(sent.exchange()).isEmpty();
    assertThat(sent.routingKey()).isEqualTo("celery");
    assertThat(transport.declared).extracting(Queue::name).containsExactly("celery");
  }

  @Test
  void without_a_quorum_queue_nothing_is_delayed() {
    assertThat(sent(quorum().set("task_default_queue_type", "classic"), in(5)).exchange())
        .isEqualTo("celery");
  }

  @Test
  void one_quorum_queue_makes_the_messages_of_all_be_delayed() {
    Publication sent =
        sent(
            quorum()
                .set("task_default_queue_type", "classic")
                .queue(Queue.of("images", Exchange.topic("images"), "images").asQuorum())
                .queue(Queue.of("media", Exchange.topic("media"), "media.#")),
            call -> call.queue("media").countdown(Duration.ofSeconds(3)));
    assertThat(sent.exchange()).isEqualTo("celery_delayed_27");
    assertThat(sent.routingKey()).endsWith(".0.1.1.media.#");
  }

  @Test
  void a_queue_that_is_made_when_it_is_named_counts_too() {
    CeleryBuilder builder =
        RecordingTransport.app(transport, () -> "id")
            .set("task_create_missing_queue_type", "quorum")
            .set("task_create_missing_queue_exchange_type", "topic");
    assertThat(sent(builder, call -> call.queue("new").countdown(Duration.ofSeconds(4))).exchange())
        .isEqualTo("celery_delayed_27");
  }
}
