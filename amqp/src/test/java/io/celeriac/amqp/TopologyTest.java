package io.celeriac.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Exchange;
import io.celeriac.ExchangeType;
import io.celeriac.Queue;
import io.celeriac.Settings;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Exchanges, queues, bindings and consumers are declared method by method as stock Celery does. */
@NeedsServer
@Timeout(120)
class TopologyTest {
  private static TestVhost vhost;
  private MethodTap tap;
  private Transport transport;

  @BeforeAll
  static void createVhost() {
    vhost = TestVhost.created();
  }

  @AfterAll
  static void deleteVhost() {
    vhost.close();
  }

  @BeforeEach
  void open() throws IOException {
    tap = MethodTap.before(TestVhost.port());
    transport = Transports.open(vhost.url(tap.port()), Settings.defaults());
  }

  @AfterEach
  void close() throws Exception {
    transport.close();
    tap.close();
    try (var administrator = vhost.connect();
        var channel = administrator.createChannel()) {
      for (String queue : List.of("celery", "default", "media", "urgent", "lazy", "images")) {
        channel.queueDelete(queue);
      }
      for (String exchange : List.of("celery", "default", "media", "lazy", "images")) {
        channel.exchangeDelete(exchange);
      }
    }
  }

  /** What stock Celery has sent: what concerns some queues and their exchanges, each once. */
  private static List<MethodTap.Sent> recorded(String vector, Set<String> names) {
    JsonNode captured = read(vector);
    JsonNode methods =
        captured.has("client_methods") ? captured.get("client_methods") : captured.get("methods");
    List<MethodTap.Sent> recorded = new ArrayList<>();
    for (JsonNode method : methods) {
      String name = method.get("method").asString();
      if (Set.of("exchange.declare", "queue.declare", "queue.bind").contains(name)) {
        Map<String, Object> arguments = arguments(method);
        String about = name.startsWith("exchange") ? "exchange" : "queue";
        if (names.contains(String.valueOf(arguments.get(about)))) {
          recorded.add(new MethodTap.Sent(name, arguments));
        }
      }
    }
    return recorded.stream().distinct().toList();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> arguments(JsonNode method) {
    Map<String, Object> arguments = JsonMapper.shared().convertValue(method.get("args"), Map.class);
    arguments.remove("nowait");
    arguments.remove("consumer_tag");
    return arguments;
  }

  private static JsonNode read(String vector) {
    String resource = "/vectors/" + vector + ".json";
    try (InputStream in = TopologyTest.class.getResourceAsStream(resource)) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(in, resource)).get("captured");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<MethodTap.Sent> sent(String... methods) {
    return tap.sent().stream().filter(each -> Set.of(methods).contains(each.method())).toList();
  }

  private List<MethodTap.Sent> declared() {
    return sent("exchange.declare", "queue.declare", "queue.bind");
  }

  @Test
  void a_queue_of_a_name_is_bound_to_an_exchange_of_that_name() {
    transport.producer().declare(Queue.of("celery"));

    assertThat(declared()).isEqualTo(recorded("amqp-publisher-confirms", Set.of("celery")));
  }

  @Test
  void a_worker_declares_its_queue_and_consumes_it() {
    try (Consumer consumer = transport.connectConsumer()) {
      consumer.prefetch(8);
      consumer.consume(Queue.of("celery"));
    }

    assertThat(declared()).isEqualTo(recorded("amqp-topology-default", Set.of("celery")));
    assertThat(sent("basic.qos", "basic.consume"))
        .isEqualTo(consuming("amqp-topology-default", "celery"));
  }

  /** The first limit, and the consuming of a queue. */
  private static List<MethodTap.Sent> consuming(String vector, String queue) {
    List<MethodTap.Sent> consuming = new ArrayList<>();
    for (JsonNode method : read(vector).get("client_methods")) {
      String name = method.get("method").asString();
      if (name.equals("basic.qos") && consuming.isEmpty()) {
        consuming.add(new MethodTap.Sent(name, arguments(method)));
      } else if (name.equals("basic.consume")
          && method.get("args").get("queue").asString().equals(queue)) {
        consuming.add(new MethodTap.Sent(name, arguments(method)));
      }
    }
    return consuming;
  }

  @Test
  void queues_of_several_exchanges_with_arguments_are_declared_in_their_order() {
    Exchange shared = Exchange.direct("default");
    for (Queue queue :
        List.of(
            Queue.of("default", shared, "default").withMaxPriority(10),
            Queue.of("media", Exchange.topic("media"), "media.#").withMaxPriority(10),
            Queue.of("urgent", shared, "urgent").withMaxPriority(5),
            Queue.of("lazy")
                .withArgument("x-queue-mode", "lazy")
                .withMessageTtl(Duration.ofMinutes(1))
                .withMaxPriority(10))) {
      transport.producer().declare(queue);
    }

    assertThat(declared())
        .isEqualTo(
            recorded("amqp-topology-task-queues", Set.of("default", "media", "urgent", "lazy")));
  }

  @Test
  void the_direct_queue_of_a_worker_shares_its_exchange() {
    transport
        .producer()
        .declare(Queue.of("w1@worker.example.dq2", Exchange.direct("C.dq2"), "w1@worker.example"));

    assertThat(declared())
        .isEqualTo(
            recorded("amqp-topology-worker-direct", Set.of("w1@worker.example.dq2", "C.dq2")));
  }

  @Test
  void a_queue_of_a_worker_of_its_own_goes_with_the_worker() {
    String name = "w1@worker.example.celery.pidbox";
    Exchange pidbox = new Exchange("celery.pidbox", ExchangeType.FANOUT, false, false, Map.of());
    try (Consumer consumer = transport.connectConsumer()) {
      consumer.consume(
          Queue.of(name, pidbox, "")
              .asTransient(true)
              .withExpires(Duration.ofSeconds(10))
              .withMessageTtl(Duration.ofMinutes(5)));
    }

    assertThat(declared())
        .isEqualTo(recorded("amqp-topology-default", Set.of(name, "celery.pidbox")));
  }

  @Test
  void a_broadcast_queue_goes_with_its_reader() {
    String name = "bcast.abcdef00-0000-4000-8000-000000000001";
    try (Consumer consumer = transport.connectConsumer()) {
      consumer.consume(
          new Queue(
              name, Exchange.fanout("everyone"), "celery", true, false, true, Map.of(), Map.of()));
    }

    assertThat(declared()).isEqualTo(recorded("amqp-broadcast", Set.of(name, "everyone")));
    assertThat(sent("basic.consume"))
        .extracting(MethodTap.Sent::arguments)
        .containsExactly(
            Map.of(
                "queue", name,
                "no_local", false,
                "no_ack", false,
                "exclusive", false,
                "arguments", Map.of()));
  }

  @Test
  void a_quorum_queue_has_a_limit_of_its_own() {
    try (Consumer consumer = transport.connectConsumer()) {
      consumer.prefetch(8);
      consumer.consume(Queue.of("images", Exchange.topic("images"), "images").asQuorum());
      assertThat(consumer.prefetchIsAdjustable()).isFalse();
    }

    JsonNode topology = read("amqp-topology-missing-quorum").get("topology");
    JsonNode exchange = named(topology.get("exchanges"), "images");
    assertThat(sent("exchange.declare"))
        .extracting(declare -> declare.arguments().get("type"))
        .containsExactly(exchange.get("type").asString());
    JsonNode queue = named(topology.get("queues"), "images");
    assertThat(sent("queue.declare"))
        .extracting(declare -> declare.arguments().get("arguments"))
        .containsExactly(
            Map.of(
                queue.get("arguments").get(0).get(0).asString(),
                queue.get("arguments").get(0).get(2).asString()));
    assertThat(sent("basic.qos", "basic.consume"))
        .isEqualTo(consuming("amqp-topology-missing-quorum", "images"));
  }

  private static JsonNode named(JsonNode list, String name) {
    for (JsonNode each : list) {
      if (each.get("name").asString().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("No '" + name + "' in " + list);
  }

  @Test
  void what_lasts_is_declared_once_for_each_connection() {
    Queue queue = Queue.of("celery");
    transport.producer().declare(queue);
    transport.producer().declare(queue);
    assertThat(sent("queue.declare")).hasSize(1);

    try (Consumer consumer = transport.connectConsumer()) {
      consumer.consume(queue);
    }
    assertThat(sent("queue.declare")).hasSize(2);
  }
}
