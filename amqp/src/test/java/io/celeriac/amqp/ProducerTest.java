package io.celeriac.amqp;

import static io.celeriac.amqp.AmqpTests.await;
import static io.celeriac.amqp.AmqpTests.failure;
import static io.celeriac.amqp.AmqpTests.message;
import static io.celeriac.amqp.AmqpTests.text;
import static io.celeriac.amqp.AmqpTests.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Exchange;
import io.celeriac.ExchangeType;
import io.celeriac.Queue;
import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import io.celeriac.testing.FaultProxy;
import io.celeriac.testing.FaultProxy.Direction;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each publish ends as the broker says, and when it can say nothing any more, as unknown. */
@NeedsServer
@Timeout(120)
class ProducerTest {
  private static TestVhost vhost;
  private final String unique = UUID.randomUUID().toString().substring(0, 8);
  private final List<Transport> opened = new ArrayList<>();
  private FaultProxy proxy;

  @BeforeAll
  static void createVhost() {
    vhost = TestVhost.created();
  }

  @AfterAll
  static void deleteVhost() {
    vhost.close();
  }

  @BeforeEach
  void openProxy() {
    proxy = FaultProxy.to("127.0.0.1", TestVhost.port());
  }

  @AfterEach
  void close() {
    opened.forEach(Transport::close);
    proxy.close();
  }

  /** The producer of a transport that goes by the proxy. */
  private Producer producer(Map<String, Object> options) {
    return open(Settings.defaults().with(Setting.BROKER_TRANSPORT_OPTIONS, options)).producer();
  }

  private Producer producer() {
    return producer(Map.of());
  }

  private Transport open(Settings settings) {
    Transport transport = Transports.open(vhost.url(proxy.port()), settings);
    opened.add(transport);
    return transport;
  }

  private Queue queue(String name) {
    return Queue.of(unique + "-" + name);
  }

  /** Takes all that is in a queue; the count is known, or one more tells that it was too low. */
  private List<String> content(Queue queue, int atLeast) throws InterruptedException {
    List<String> texts = new ArrayList<>();
    try (Transport transport = Transports.open(vhost.url(), Settings.defaults());
        Consumer consumer = transport.connectConsumer()) {
      consumer.consume(queue);
      while (true) {
        boolean all = texts.size() >= atLeast;
        List<Delivery> more =
            consumer.receive(1000, all ? Duration.ofMillis(500) : Duration.ofSeconds(30));
        if (more.isEmpty()) {
          return texts;
        }
        more.forEach(delivery -> texts.add(text(delivery)));
        consumer.ack(more);
      }
    }
  }

  @Test
  void a_publish_ends_when_the_broker_has_confirmed_it() throws Exception {
    Producer producer = producer();
    Queue queue = queue("confirmed");
    producer.declare(queue);
    proxy.stall();
    CompletableFuture<Void> outcome = producer.publish(to(queue, "one"));
    assertThat(outcome).isNotDone();
    proxy.flow();

    await(outcome);
    assertThat(content(queue, 1)).containsExactly("one");
  }

  @Test
  void a_broadcast_that_nobody_wants_does_not_come_back() {
    Producer producer = producer();
    Exchange exchange = new Exchange(unique + "-events", ExchangeType.TOPIC, false, true, Map.of());
    await(
        producer.broadcast(
            exchange,
            "worker.heartbeat",
            message("declares the exchange", MessageProperties.of())));
    long before = proxy.bytes(Direction.TO_CLIENT);
    int size = 100_000;
    await(
        producer.broadcast(
            exchange, "worker.heartbeat", message("x".repeat(size), MessageProperties.of())));

    assertThat(proxy.bytes(Direction.TO_CLIENT) - before).isLessThan(size / 10);
    assertThat(
            producer
                .announce(
                    exchange, "worker.heartbeat", message("who is there?", MessageProperties.of()))
                .join())
        .hasValue(0);
  }

  @Test
  void a_publish_that_is_not_confirmed_in_time_says_that_its_fate_is_unknown() throws Exception {
    Producer producer = producer(Map.of("confirm_timeout", 0.3));
    Queue queue = queue("late");
    producer.declare(queue);
    proxy.stall();
    BrokerException failure = failure(producer.publish(to(queue, "late")));
    assertThat(failure.problem()).isEqualTo(Problem.TIMEOUT);
    assertThat(failure)
        .hasMessageContainingAll(
            "message id of late to exchange '' with key '" + queue.name() + "'",
            "within 300 ms (confirm_timeout",
            "not known");
    proxy.flow();

    assertThat(content(queue, 1)).containsExactly("late");
  }

  @Test
  void a_message_that_a_full_queue_declines_fails_alone() throws Exception {
    Producer producer = producer();
    Queue full =
        queue("full").withArgument("x-max-length", 1).withArgument("x-overflow", "reject-publish");
    Queue free = queue("free");
    producer.declare(full);
    producer.declare(free);
    await(producer.publish(to(full, "first")));
    List<CompletableFuture<Void>> outcomes =
        producer.publishAll(List.of(to(free, "a"), to(full, "declined"), to(free, "b")));

    await(outcomes.get(0));
    BrokerException failure = failure(outcomes.get(1));
    assertThat(failure.problem()).isEqualTo(Problem.MESSAGE_REFUSED);
    assertThat(failure)
        .hasMessageContainingAll("message id of declined", full.name(), "a queue is full");
    await(outcomes.get(2));
    assertThat(content(full, 1)).containsExactly("first");
    assertThat(content(free, 2)).containsExactly("a", "b");
  }

  @Test
  void messages_that_no_queue_takes_fail_among_others_that_arrive() throws Exception {
    Producer producer = producer();
    Exchange topic = Exchange.topic(unique + "-topic");
    Queue queue = Queue.of(unique + "-bound", topic, "a.*");
    producer.declare(queue);
    List<Publication> publications = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String key = i % 3 == 0 ? "b." + i : "a." + i;
      // The same bytes each time, so that only the id tells which of them was returned.
      MessageProperties properties = MessageProperties.of().withCorrelationId("id-" + i);
      publications.add(new Publication(message("same", properties), topic.name(), key));
    }
    List<CompletableFuture<Void>> outcomes = producer.publishAll(publications);

    for (int i = 0; i < 300; i++) {
      if (i % 3 == 0) {
        BrokerException failure = failure(outcomes.get(i));
        assertThat(failure.problem()).isEqualTo(Problem.UNROUTABLE);
        assertThat(failure)
            .hasMessageContainingAll("message id-" + i + " to", topic.name(), "'b." + i + "'");
      } else {
        await(outcomes.get(i));
      }
    }
    assertThat(content(queue, 200)).hasSize(200);
  }

  @Test
  void a_queue_that_somebody_has_deleted_is_declared_again_after_the_first_failure()
      throws Exception {
    Producer producer = producer();
    Queue queue = queue("deleted");
    producer.declare(queue);
    await(producer.publish(to(queue, "goes with its queue")));
    try (var administrator = vhost.connect();
        var channel = administrator.createChannel()) {
      channel.queueDelete(queue.name());
    }
    producer.declare(queue); // known, as far as the producer knows
    BrokerException failure = failure(producer.publish(to(queue, "too early")));
    assertThat(failure.problem()).isEqualTo(Problem.UNROUTABLE);
    assertThat(failure).hasMessageContaining("the queue '" + queue.name() + "' does not exist");
    producer.declare(queue);

    await(producer.publish(to(queue, "arrives")));
    assertThat(content(queue, 1)).containsExactly("arrives");
  }

  @Test
  void a_publish_to_a_missing_exchange_leaves_the_others_alone() throws Exception {
    Producer producer = producer();
    Queue queue = queue("beside");
    producer.declare(queue);
    String missing = unique + "-missing";
    List<CompletableFuture<Void>> outcomes =
        producer.publishAll(
            List.of(
                to(queue, "before"),
                new Publication(message("x", MessageProperties.of()), missing, "k"),
                to(queue, "after")));

    BrokerException failure = failure(outcomes.get(1));
    assertThat(failure.problem()).isEqualTo(Problem.REFUSED);
    assertThat(failure).hasMessageContainingAll("'" + missing + "'", "declared first");
    await(outcomes.get(0));
    await(outcomes.get(2));
    assertThat(proxy.accepted()).as("connections so far").isOne();
    assertThat(content(queue, 2)).containsExactly("before", "after");
  }

  @Test
  void a_message_that_does_not_fit_into_amqp_leaves_the_others_alone() throws Exception {
    Producer producer = producer();
    Queue queue = queue("unfit");
    producer.declare(queue);
    Message unfit =
        new Message(
            new byte[0], null, null, Map.of("header", new Object()), MessageProperties.of());
    String longKey = "k".repeat(300);
    List<CompletableFuture<Void>> outcomes =
        producer.publishAll(
            List.of(
                to(queue, "before"),
                new Publication(unfit, "", queue.name()),
                to(queue, "between"),
                new Publication(message("x", MessageProperties.of()), "", longKey),
                to(queue, "after")));

    for (int i : List.of(1, 3)) {
      BrokerException failure = failure(outcomes.get(i));
      assertThat(failure.problem()).isEqualTo(Problem.MESSAGE_REFUSED);
      assertThat(failure).hasMessageContaining("does not fit into AMQP");
    }
    assertThat(failure(outcomes.get(1))).hasMessageContaining("header");
    for (int i : List.of(0, 2, 4)) {
      await(outcomes.get(i));
    }
    assertThat(content(queue, 3)).containsExactly("before", "between", "after");
  }

  @Test
  void a_message_that_makes_the_broker_close_the_channel_fails_with_its_words() throws Exception {
    Producer producer = producer();
    Queue queue = queue("culprit");
    producer.declare(queue);
    MessageProperties wrong = MessageProperties.of().withExpiration("soon");
    BrokerException failure =
        failure(producer.publish(new Publication(message("x", wrong), "", queue.name())));
    assertThat(failure.problem()).isEqualTo(Problem.MESSAGE_REFUSED);
    assertThat(failure).hasMessageContainingAll("invalid expiration 'soon'", queue.name());

    await(producer.publish(to(queue, "next")));
    assertThat(content(queue, 1)).containsExactly("next");
  }

  @Test
  void a_broker_that_closes_the_connection_while_we_publish_is_quoted() throws Exception {
    Producer producer = producer(Map.of("confirm_timeout", 300));
    Queue queue = queue("closed-by-broker");
    producer.declare(queue);
    await(producer.publish(to(queue, "before")));
    proxy.stall();
    CompletableFuture<Void> underWay = producer.publish(to(queue, "under way"));
    vhost.closeConnections("maintenance at noon");
    proxy.flow();

    BrokerException failure = failure(underWay);
    assertThat(failure.problem()).isEqualTo(Problem.CONNECTION_LOST);
    assertThat(failure.recoverable()).isTrue();
    assertThat(failure)
        .hasMessageContainingAll("maintenance at noon", "message id of under way", "is not known");
    await(producer.publish(to(queue, "after")));
    assertThat(content(queue, 2)).contains("before", "after");
  }

  private void leaveWhole() {
    for (Direction direction : Direction.values()) {
      proxy.cutAfter(direction, Long.MAX_VALUE);
    }
  }

  private static void publishAll(
      Producer producer,
      Queue queue,
      List<String> texts,
      List<String> confirmed,
      List<String> unknown)
      throws Exception {
    List<CompletableFuture<Void>> outcomes =
        producer.publishAll(texts.stream().map(text -> to(queue, text)).toList());
    for (int i = 0; i < texts.size(); i++) {
      try {
        outcomes.get(i).get(60, TimeUnit.SECONDS);
        confirmed.add(texts.get(i));
      } catch (ExecutionException e) {
        assertThat(e.getCause())
            .asInstanceOf(InstanceOfAssertFactories.type(BrokerException.class))
            .matches(BrokerException::recoverable);
        unknown.add(texts.get(i));
      }
    }
  }

  @Test
  void connections_that_break_while_we_publish_lose_nothing_that_was_confirmed() throws Exception {
    long seed = 20_261_125;
    Random random = new Random(seed);
    Producer producer = producer();
    Queue queue = queue("breaking");
    producer.declare(queue);
    List<String> confirmed = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (int round = 0; round < 15; round++) {
      String prefix = round + "-";
      leaveWhole();
      int before = confirmed.size();
      for (int i = 0; confirmed.size() == before; i++) { // until it has noticed the last break
        publishAll(producer, queue, List.of(prefix + "alone-" + i), confirmed, unknown);
      }
      List<String> texts = IntStream.range(0, 200).mapToObj(i -> prefix + i).toList();
      if (random.nextBoolean()) {
        proxy.cutAfter(Direction.TO_SERVER, 1 + random.nextInt(20_000)); // of some 30,000
      } else {
        proxy.cutAfter(Direction.TO_CLIENT, 1 + random.nextInt(300)); // of 21 for each confirm
      }
      publishAll(producer, queue, texts, confirmed, unknown);
    }
    leaveWhole();

    List<String> arrived = content(queue, confirmed.size());
    assertThat(confirmed).as("confirmed; seed %s", seed).isNotEmpty();
    assertThat(unknown).as("unknown; seed %s", seed).isNotEmpty();
    assertThat(arrived).as("seed %s", seed).doesNotHaveDuplicates().containsAll(confirmed);
    List<String> others = new ArrayList<>(arrived);
    others.removeAll(confirmed);
    assertThat(unknown).as("seed %s", seed).containsAll(others);
  }

  @Test
  void a_broker_that_is_away_fails_a_publish_and_serves_the_next_when_it_is_back()
      throws Exception {
    Producer producer = producer();
    Queue queue = queue("away");
    producer.declare(queue);
    proxy.refuse();
    proxy.reset();
    BrokerException first = failure(producer.publish(to(queue, "nobody there")));
    assertThat(first.recoverable()).isTrue();
    BrokerException second = failure(producer.publish(to(queue, "still nobody")));
    assertThat(second.problem()).isEqualTo(Problem.UNREACHABLE);
    proxy.accept();

    await(producer.publish(to(queue, "back")));
    assertThat(content(queue, 1)).containsExactly("back");
  }

  @Test
  void a_certificate_file_that_is_missing_fails_each_publish() throws Exception {
    Producer producer =
        open(Settings.defaults()
                .with(Setting.BROKER_USE_SSL, Map.of("ca_certs", "/no/such/file.pem")))
            .producer();
    for (int i = 0; i < 2; i++) {
      BrokerException failure = failure(producer.publish(to(queue("tls"), "one")));
      assertThat(failure.problem()).isEqualTo(Problem.TLS);
      assertThat(failure).hasMessageContaining("/no/such/file.pem");
    }
    assertThatThrownBy(() -> producer.declare(queue("tls")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("/no/such/file.pem");
  }

  @Test
  void without_confirms_a_publish_ends_when_it_was_written() throws Exception {
    Producer producer = producer(Map.of("confirm_publish", false));
    Queue queue = queue("unconfirmed");
    producer.declare(queue);
    await(producer.publish(new Publication(message("x", MessageProperties.of()), "", "nowhere")));
    await(producer.publish(to(queue, "one")));

    assertThat(content(queue, 1)).containsExactly("one");
  }
}
