package io.celeriac.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Taking and settling leave the same keys as stock Celery's: recorded vectors. */
@NeedsServer
class ReservingVectorsTest {
  private static TestRedis redis;
  private final List<Transport> opened = new ArrayList<>();

  @BeforeAll
  static void startServer() {
    redis = TestRedis.started();
  }

  @AfterAll
  static void stopServer() {
    redis.close();
  }

  @BeforeEach
  void clear() {
    redis.clear();
  }

  @AfterEach
  void closeTransports() {
    opened.forEach(Transport::close);
  }

  private Transport open(Vector vector) {
    Transport transport = RedisTests.transport(redis.url(), vector.options());
    opened.add(transport);
    return transport;
  }

  /** Publishes again what the first step has pushed, and takes some of it. */
  private List<Delivery> reserve(Transport transport, Consumer consumer, Vector vector, int count)
      throws InterruptedException {
    Producer producer = transport.producer();
    for (List<String> push : vector.commands(0, "LPUSH")) {
      Commands.await(
          producer.publish(new Publication(RedisTests.message(push.get(1)), "", "celery")));
    }
    consumer.prefetch(count);
    consumer.consume(Queue.of("celery"));
    List<Delivery> received = consumer.receive(count, Duration.ofSeconds(5));
    assertThat(received).hasSize(count);
    return received;
  }

  private void expect(Vector vector, int step) {
    assertThat(redis.keys()).isEqualTo(TestRedis.keys(vector.keys(step)));
  }

  @Test
  void a_message_is_reserved_and_acknowledged() throws Exception {
    Vector vector = Vector.of("redis-reserve-ack");
    Transport transport = open(vector);
    Consumer consumer = transport.connectConsumer();
    List<Delivery> received = reserve(transport, consumer, vector, 1);
    expect(vector, 1);
    assertThat(received.getFirst().ack()).isTrue();
    expect(vector, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-requeue", "redis-requeue-priority"})
  void a_requeued_message_goes_behind_those_that_wait(String name) throws Exception {
    Vector vector = Vector.of(name);
    Transport transport = open(vector);
    List<Delivery> received = reserve(transport, transport.connectConsumer(), vector, 1);
    expect(vector, 0);
    assertThat(received.getFirst().reject(true)).isTrue();
    expect(vector, 1);
  }

  @Test
  void a_rejected_message_is_dropped() throws Exception {
    Vector vector = Vector.of("redis-reject");
    Transport transport = open(vector);
    List<Delivery> received = reserve(transport, transport.connectConsumer(), vector, 1);
    expect(vector, 0);
    assertThat(received.getFirst().reject(false)).isTrue();
    expect(vector, 1);
  }

  @Test
  void closing_puts_back_what_is_held_with_the_oldest_as_the_next() throws Exception {
    Vector vector = Vector.of("redis-close-restores");
    Transport transport = open(vector);
    Consumer consumer = transport.connectConsumer();
    reserve(transport, consumer, vector, 2);
    expect(vector, 0);
    consumer.close();

    // kombu puts the oldest back first, which makes the latest one the next; ours the other way.
    Map<String, TestRedis.Content> expected = TestRedis.keys(vector.keys(1));
    expected.computeIfPresent(
        "celery",
        (_, list) -> {
          List<String> items = new ArrayList<>(list.value());
          Collections.swap(items, items.size() - 2, items.size() - 1);
          return new TestRedis.Content(list.type(), items, list.expires());
        });
    assertThat(redis.keys()).isEqualTo(expected);
  }

  @Test
  void a_prefix_is_put_before_every_key() throws Exception {
    Vector vector = Vector.of("redis-options-keyprefix");
    Transport transport = open(vector);
    List<Delivery> received = reserve(transport, transport.connectConsumer(), vector, 1);
    expect(vector, 1);
    assertThat(received.getFirst().reject(true)).isTrue();
    expect(vector, 2);
  }

  @Test
  void the_bookkeeping_keys_can_have_other_names() throws Exception {
    Vector vector = Vector.of("redis-options-unacked-keys");
    Transport transport = open(vector);
    reserve(transport, transport.connectConsumer(), vector, 1);
    expect(vector, 0);
  }

  @Test
  void without_ack_emulation_nothing_is_reserved_and_a_requeue_is_a_push() throws Exception {
    Vector vector = Vector.of("redis-options-no-ack-emulation");
    Transport transport = open(vector);
    List<Delivery> received = reserve(transport, transport.connectConsumer(), vector, 1);
    expect(vector, 0);
    assertThat(received.getFirst().reject(true)).isTrue();

    JsonNode recorded = vector.keys(1).path("celery").path("value").path(0);
    Delivery again = first(open(vector).connectConsumer());
    assertThat(again.info().redelivered()).isTrue();
    assertThat(again.message()).isEqualTo(RedisTests.message(recorded.asString()));
  }

  private static Delivery first(Consumer consumer) throws InterruptedException {
    consumer.consume(Queue.of("celery"));
    return consumer.receive(1, Duration.ofSeconds(5)).getFirst();
  }

  @Test
  void urgent_messages_are_taken_first() throws Exception {
    Vector vector = Vector.of("redis-priority-consume-order");
    Transport transport = open(vector);
    List<Delivery> received = reserve(transport, transport.connectConsumer(), vector, 4);

    List<String> order = new ArrayList<>();
    vector
        .captured()
        .path("steps")
        .path(0)
        .path("delivery_order")
        .forEach(name -> order.add(name.asString()));
    assertThat(received.stream().map(ReservingVectorsTest::taskId)).isEqualTo(order);
  }

  private static String taskId(Delivery delivery) {
    return String.valueOf(delivery.message().headers().get("id"));
  }

  @ParameterizedTest
  @CsvSource({
    "round_robin, alpha1 beta1 alpha2 beta2 alpha3",
    "priority, alpha1 alpha2 alpha3 beta1 beta2",
    "sorted, alpha1 alpha2 alpha3 beta1 beta2"
  })
  void queues_are_read_in_the_order_of_the_strategy(String strategy, String order)
      throws Exception {
    Transport transport =
        RedisTests.transport(redis.url(), Map.of("queue_order_strategy", strategy));
    opened.add(transport);
    for (String text : List.of("beta1", "alpha1", "alpha2", "beta2", "alpha3")) {
      String queue = text.substring(0, text.length() - 1);
      Commands.await(
          transport.producer().publish(new Publication(RedisTests.text(text), "", queue)));
    }
    for (boolean atOnce : List.of(true, false)) {
      Consumer consumer = transport.connectConsumer();
      boolean sorted = strategy.equals("sorted");
      consumer.consume(Queue.of(sorted ? "beta" : "alpha"));
      consumer.consume(Queue.of(sorted ? "alpha" : "beta"));
      List<String> texts = new ArrayList<>();
      while (texts.size() < 5) {
        for (Delivery delivery : consumer.receive(atOnce ? 5 : 1, Duration.ofSeconds(5))) {
          texts.add(new String(delivery.message().body(), UTF_8));
        }
      }
      assertThat(String.join(" ", texts)).isEqualTo(order);
      consumer.close();
    }
  }
}
