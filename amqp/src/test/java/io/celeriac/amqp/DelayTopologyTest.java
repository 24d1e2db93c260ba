package io.celeriac.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.BrokerException;
import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.Settings;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.DelayedDelivery;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Celery's native delayed delivery, declared as stock Celery does; and our own levels beside it.
 */
@NeedsServer
@Timeout(120)
class DelayTopologyTest {
  private static final Queue CELERY =
      Queue.of("celery", Exchange.topic("celery"), "celery").asQuorum();

  private TestVhost vhost;
  private MethodTap tap;

  @BeforeEach
  void open() throws IOException {
    vhost = TestVhost.created();
    tap = MethodTap.before(TestVhost.port());
  }

  @AfterEach
  void close() throws Exception {
    tap.close();
    vhost.close();
  }

  private Transport transport(String queueType) {
    return Transports.open(
        vhost.url(tap.port()),
        Settings.defaults().with("broker_native_delayed_delivery_queue_type", queueType, "test"));
  }

  private static JsonNode captured(String vector) {
    String resource = "/vectors/" + vector + ".json";
    try (InputStream in = DelayTopologyTest.class.getResourceAsStream(resource)) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(in, resource)).get("captured");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What stock Celery's worker has sent to set the levels up. */
  @SuppressWarnings("unchecked")
  private static List<MethodTap.Sent> recorded() {
    List<MethodTap.Sent> recorded = new ArrayList<>();
    for (JsonNode method : captured("amqp-topology-quorum-topic").get("client_methods")) {
      if (method.path("args").toString().contains("celery_delayed_")) {
        Map<String, Object> arguments =
            JsonMapper.shared().convertValue(method.get("args"), Map.class);
        arguments.remove("nowait");
        recorded.add(new MethodTap.Sent(method.get("method").asString(), plain(arguments)));
      }
    }
    return recorded;
  }

  /** As the tap notes a table: what is no int is text. */
  private static Map<String, Object> plain(Map<String, Object> arguments) {
    Map<String, Object> plain = new LinkedHashMap<>(arguments);
    Map<String, Object> table = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(arguments.get("arguments")))
        .forEach((name, value) ->
            table.put(
                String.valueOf(name), value instanceof Integer ? value : String.valueOf(value)));
    plain.put("arguments", table);
    return plain;
  }

  @Test
  void the_levels_are_declared_method_by_method_as_stock_celery_does() {
    try (Transport transport = transport("quorum")) {
      transport.producer().declareDelayed(CELERY);
    }

    List<MethodTap.Sent> ours =
        tap.sent().stream()
            .filter(each -> each.arguments().toString().contains("celery_delayed_"))
            .toList();
    assertThat(ours).hasSize(114).isEqualTo(recorded());
    assertThat(tap.sent().getLast().arguments()).containsEntry("routing_key", "#.celery");
  }

  @Test
  void a_second_queue_needs_no_second_declaration_of_the_levels() {
    try (Transport transport = transport("quorum")) {
      transport.producer().declareDelayed(CELERY);
      int declared = tap.sent().size();
      transport.producer().declareDelayed(Queue.of("media", Exchange.topic("media"), "media.#"));
      transport.producer().declareDelayed(CELERY);
      assertThat(tap.sent()).hasSize(declared + 5);
    }
  }

  @Test
  void a_queue_on_a_direct_exchange_is_only_declared() {
    try (Transport transport = transport("quorum")) {
      transport.producer().declareDelayed(Queue.of("celery").asQuorum());
    }
    assertThat(tap.sent().toString()).doesNotContain("celery_delayed_");
  }

  @Test
  void levels_of_another_type_are_refused_in_the_brokers_words() {
    try (Transport classic = transport("classic");
        Transport quorum = transport("quorum")) {
      classic.producer().declareDelayed(CELERY);
      assertThatThrownBy(() -> quorum.producer().declareDelayed(CELERY))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("celery_delayed_27")
          .hasMessageContaining("x-queue-type");
    }
  }

  @Test
  void a_delayed_message_arrives_after_its_delay_as_if_it_had_not_been_delayed() throws Exception {
    try (Transport transport = transport("quorum");
        Consumer consumer = transport.connectConsumer()) {
      consumer.prefetch(1);
      consumer.consume(CELERY);
      transport.producer().declareDelayed(CELERY);
      Message message =
          new Message(
              new byte[] {1}, "text/plain", "utf-8", Map.of("task", "t"), MessageProperties.of());
      long sent = System.nanoTime();
      transport
          .producer()
          .publish(
              DelayedDelivery.CELERY
                  .delayed(new Publication(message, "celery", "celery"), Duration.ofMillis(2500))
                  .orElseThrow())
          .get();

      Delivery delivery = consumer.receive(1, Duration.ofSeconds(30)).getFirst();

      assertThat(System.nanoTime() - sent).isGreaterThan(Duration.ofMillis(1900).toNanos());
      assertThat(delivery.info()).isEqualTo(new DeliveryInfo("celery", "celery", "celery", false));
      assertThat(delivery.message().headers()).isEqualTo(Map.of("task", "t"));
    }
  }

  @Test
  void levels_that_cannot_be_made_leave_parking_to_the_worker() throws Exception {
    Queue queue = Queue.of("tasks");
    try (Transport classic = transport("classic");
        Transport quorum = transport("quorum")) {
      park(classic, queue).orElseThrow().get();
      assertThat(park(quorum, queue)).isEmpty();
      assertThat(park(quorum, queue)).isEmpty();
    }
  }

  private static java.util.Optional<java.util.concurrent.CompletableFuture<Boolean>> park(
      Transport transport, Queue queue) throws Exception {
    transport.producer().declare(queue);
    transport
        .producer()
        .publish(
            new Publication(
                new Message(new byte[0], null, null, Map.of(), MessageProperties.of()),
                "",
                queue.name()))
        .get();
    try (Consumer consumer = transport.connectConsumer()) {
      consumer.consume(queue);
      var parking =
          consumer
              .receive(1, Duration.ofSeconds(20))
              .getFirst()
              .park(Instant.now().plusSeconds(60));
      parking.ifPresent(outcome -> assertThat(outcome.join()).isTrue());
      return parking;
    }
  }

  @Test
  void a_message_that_was_dead_lettered_elsewhere_is_not_parked() throws Exception {
    Queue queue = Queue.of("tasks");
    Message died =
        new Message(
            new byte[0],
            null,
            null,
            Map.of("x-death", List.of(Map.of("queue", "tasks", "reason", "expired"))),
            MessageProperties.of());
    try (Transport transport = transport("quorum");
        Consumer consumer = transport.connectConsumer()) {
      consumer.consume(queue);
      transport.producer().publish(new Publication(died, "", "tasks")).get();
      Delivery delivery = consumer.receive(1, Duration.ofSeconds(20)).getFirst();
      assertThat(delivery.park(Instant.now().plusSeconds(60))).isEmpty();
    }
  }

  @Test
  void what_is_to_expire_before_it_comes_back_comes_back_all_the_same() throws Exception {
    Queue queue = Queue.of("tasks");
    Message shortLived =
        new Message(
            new byte[0], null, null, Map.of(), MessageProperties.of().withExpiration("900"));
    try (Transport transport = transport("quorum");
        Consumer consumer = transport.connectConsumer()) {
      consumer.consume(queue);
      transport.producer().publish(new Publication(shortLived, "", "tasks")).get();
      Delivery delivery = consumer.receive(1, Duration.ofSeconds(20)).getFirst();
      Instant until = Instant.now().plusMillis(2500);
      assertThat(delivery.park(until).orElseThrow().get()).isTrue();
      assertThat(consumer.receive(1, Duration.ofSeconds(30))).hasSize(1);
      assertThat(Instant.now()).isAfter(until.minusMillis(1100));
    }
  }
}
