package io.celeriac.amqp;

import static io.celeriac.amqp.AmqpTests.await;
import static io.celeriac.amqp.AmqpTests.receive;
import static io.celeriac.amqp.AmqpTests.text;
import static io.celeriac.amqp.AmqpTests.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Transport;
import io.celeriac.testing.FaultProxy;
import io.celeriac.testing.FaultProxy.Direction;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions of consuming that break: nothing is lost, and what was held says that it is stale. */
@NeedsServer
@Timeout(120)
class SessionLossTest {
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
    proxy.flow();
    opened.forEach(Transport::close);
    proxy.close();
  }

  private Transport open(String url, Settings settings) {
    Transport transport = Transports.open(url, settings);
    opened.add(transport);
    return transport;
  }

  /** A consumer whose connection goes by the proxy. */
  private Consumer consumer(Queue queue) {
    return consumer(Settings.defaults(), queue);
  }

  private Consumer consumer(Settings settings, Queue queue) {
    Consumer consumer = open(vhost.url(proxy.port()), settings).connectConsumer();
    consumer.consume(queue);
    return consumer;
  }

  /** A queue with messages in it. */
  private Queue filled(String name, int count) {
    Queue queue = Queue.of(unique + "-" + name);
    Transport transport = open(vhost.url(), Settings.defaults());
    transport.producer().declare(queue);
    transport
        .producer()
        .publishAll(IntStream.range(0, count).mapToObj(i -> to(queue, "m" + i)).toList())
        .forEach(AmqpTests::await);
    return queue;
  }

  /** Receives until the session is over; what arrives before that is not settled. */
  private static BrokerException lossOf(Consumer consumer) throws InterruptedException {
    try {
      while (true) {
        consumer.receive(10, Duration.ofSeconds(60));
      }
    } catch (BrokerException loss) {
      return loss;
    }
  }

  /** Waits until the broker has taken back what a dead session held. */
  private static void awaitWaiting(Queue queue, int count) {
    Awaitility.await("messages that nobody holds")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(vhost.waiting(queue.name())).isEqualTo(count));
  }

  /** The ways in which a session ends that nobody has closed. */
  enum Loss {
    /** The broker closes the connection, and says why. */
    CLOSED_BY_BROKER {
      @Override
      void happen(FaultProxy proxy) {
        vhost.closeConnections("maintenance at noon");
      }
    },
    /** The peer ends the connection without a word. */
    CUT {
      @Override
      void happen(FaultProxy proxy) {
        proxy.cut();
      }
    },
    RESET {
      @Override
      void happen(FaultProxy proxy) {
        proxy.reset();
      }
    };

    abstract void happen(FaultProxy proxy);
  }

  @ParameterizedTest
  @EnumSource
  void what_a_lost_session_held_is_stale_and_comes_back_once(Loss loss) throws Exception {
    Queue queue = filled("lost-" + loss, 5);
    Consumer consumer = consumer(queue);
    List<Delivery> held = receive(consumer, 4);
    assertThat(held.get(0).ack()).isTrue();
    assertThat(held.get(1).reject(false)).isTrue();
    assertThat(held).noneMatch(Delivery::stale);
    consumer.prefetch(100); // what is answered after both, so that the broker has them
    loss.happen(proxy);

    BrokerException why = lossOf(consumer);
    assertThat(why.problem()).isEqualTo(Problem.CONNECTION_LOST);
    assertThat(why.recoverable()).isTrue();
    assertThat(why).hasMessageContaining("amqp://guest:**@127.0.0.1:" + proxy.port());
    assertThat(held.subList(0, 2)).as("settled in time").noneMatch(Delivery::stale);
    assertThat(held.subList(2, 4)).allMatch(Delivery::stale);
    assertThat(held.get(2).ack()).isFalse();
    assertThat(held.get(3).reject(true)).isFalse();
    assertThat(consumer.ack(held.subList(2, 4))).isEqualTo(held.subList(2, 4));
    awaitWaiting(queue, 3);

    Consumer next = consumer(queue);
    List<Delivery> again = receive(next, 3);
    assertThat(again).extracting(AmqpTests::text).containsExactly("m2", "m3", "m4");
    assertThat(again.subList(0, 2)).allMatch(delivery -> delivery.info().redelivered());
    assertThat(next.ack(again)).isEmpty();
    next.close();
    awaitWaiting(queue, 0);
  }

  @Test
  void the_words_of_the_broker_are_told() throws Exception {
    Consumer consumer = consumer(filled("words", 0));
    vhost.closeConnections("maintenance at noon");

    assertThat(lossOf(consumer))
        .hasMessageContainingAll("RabbitMQ at", "closed the connection", "maintenance at noon");
  }

  @Test
  void a_broker_that_has_gone_silent_is_noticed_by_its_missing_heartbeats() throws Exception {
    Queue queue = filled("silent", 1);
    Settings beating = Settings.defaults().with(Setting.BROKER_HEARTBEAT, Duration.ofSeconds(1));
    Consumer consumer = consumer(beating, queue);
    List<Delivery> held = receive(consumer, 1);
    proxy.stall();

    assertThat(lossOf(consumer))
        .hasMessageContainingAll("no sign of life for two heartbeats", "broker_heartbeat");
    assertThat(held.getFirst().stale()).isTrue();
    proxy.reset();
    awaitWaiting(queue, 1);
  }

  @Test
  void a_session_that_is_over_stays_over() throws Exception {
    Queue queue = filled("over", 0);
    Consumer consumer = consumer(queue);
    proxy.reset();
    BrokerException why = lossOf(consumer);

    assertThatThrownBy(() -> consumer.receive(1, Duration.ZERO)).hasMessage(why.getMessage());
    assertThatThrownBy(() -> consumer.consume(queue)).hasMessage(why.getMessage());
    assertThatThrownBy(() -> consumer.cancel(queue.name())).hasMessage(why.getMessage());
    assertThatThrownBy(() -> consumer.prefetch(1)).hasMessage(why.getMessage());
    consumer.close();
    consumer.abandon();
  }

  @Test
  void what_has_arrived_and_was_not_received_goes_back_as_well() throws Exception {
    Queue queue = filled("unseen", 20);
    Consumer consumer = consumer(queue);
    receive(consumer, 1);
    proxy.cut();
    awaitWaiting(queue, 20);
    assertThat(lossOf(consumer).problem()).isEqualTo(Problem.CONNECTION_LOST);

    Consumer next = consumer(queue);
    assertThat(receive(next, 20))
        .extracting(AmqpTests::text)
        .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(i -> "m" + i).toList());
  }

  @Test
  void sessions_that_break_at_any_moment_lose_nothing_and_keep_nothing() throws Exception {
    long seed = 20_261_125;
    Random random = new Random(seed);
    int count = 400;
    Queue queue = filled("any-moment", count);
    Set<String> settled = new HashSet<>();
    Set<String> lateAcks = new HashSet<>();
    for (int round = 0; round < 25; round++) {
      Consumer consumer = consumer(queue);
      consumer.prefetch(50);
      Direction direction = random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT;
      proxy.cutAfter(direction, 1 + random.nextInt(3000));
      List<Delivery> held = new ArrayList<>();
      try {
        for (int batch = 0; batch < 8; batch++) {
          List<Delivery> received = consumer.receive(1 + random.nextInt(10), Duration.ofMillis(20));
          for (Delivery delivery : received) {
            if (random.nextInt(3) == 0) {
              held.add(delivery);
            } else if (delivery.ack()) {
              settled.add(text(delivery));
            }
          }
        }
        consumer.prefetch(60); // asks something, so that a break is noticed
      } catch (BrokerException e) {
        assertThat(e.recoverable()).as("seed %s: %s", seed, e).isTrue();
        assertThat(lossOf(consumer).recoverable()).isTrue();
        assertThat(held).as("seed %s", seed).allMatch(Delivery::stale);
        held.stream().filter(Delivery::ack).map(AmqpTests::text).forEach(lateAcks::add);
      }
      proxy.cutAfter(direction, Long.MAX_VALUE);
      consumer.close();
    }

    assertThat(lateAcks).as("acknowledged after the loss; seed %s", seed).isEmpty();
    // An acknowledgement that was written can be lost with its connection: at least once.
    Set<String> seen = new HashSet<>(settled);
    Consumer last = consumer(queue);
    last.prefetch(0);
    while (seen.size() < count) {
      List<Delivery> received = receive(last, 1);
      received.forEach(delivery -> seen.add(text(delivery)));
      assertThat(last.ack(received)).isEmpty();
    }
    List<Delivery> rest = last.receive(count, Duration.ofMillis(300));
    assertThat(last.ack(rest)).isEmpty();
    assertThat(rest)
        .as("more than those whose acknowledgement was lost; seed %s", seed)
        .allMatch(delivery -> settled.contains(text(delivery)));
    last.close();
    awaitWaiting(queue, 0);
  }

  @Test
  void a_queue_that_may_not_be_read_any_more_is_asked_for_until_it_may() throws Exception {
    Queue queue = filled("forbidden", 0);
    Queue other = filled("allowed", 0);
    String user = "reader-" + unique;
    TestVhost.ctl("add_user", user, "secret");
    try {
      // Of the queue only, and not of its exchange: refused on the channel that reads the others.
      TestVhost.ctl("set_permissions", "-p", vhost.name(), user, ".*", ".*", other.name());
      Queue bare = Queue.of(queue.name(), Exchange.direct(""), queue.name());
      Transport transport =
          open(vhost.url().replace("guest:guest", user + ":secret"), Settings.defaults());
      Consumer refused = transport.connectConsumer();
      assertThatThrownBy(() -> refused.resume(bare))
          .hasMessageContainingAll("ACCESS_REFUSED", "rabbitmqctl set_permissions")
          .extracting(e -> ((BrokerException) e).recoverable())
          .isEqualTo(true);

      Consumer next = transport.connectConsumer();
      next.resume(bare); // is asked for on a channel of its own this time
      next.consume(other);
      Producer sender = open(vhost.url(), Settings.defaults()).producer();
      await(sender.publish(to(other, "others go on")));
      assertThat(text(receive(next, 1).getFirst())).isEqualTo("others go on");

      TestVhost.ctl("set_permissions", "-p", vhost.name(), user, ".*", ".*", ".*");
      await(sender.publish(to(queue, "again")));
      assertThat(text(receive(next, 1).getFirst())).isEqualTo("again");
    } finally {
      TestVhost.ctl("delete_user", user);
    }
  }

  @Test
  void a_queue_that_is_deleted_under_its_reader_is_made_and_read_again() throws Exception {
    Queue queue = filled("deleted", 1);
    Consumer consumer = consumer(queue);
    List<Delivery> held = receive(consumer, 1);
    try (var administrator = vhost.connect();
        var channel = administrator.createChannel()) {
      channel.queueDelete(queue.name());
      Awaitility.await("the queue to be read again")
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> {
            try (var another = administrator.createChannel()) {
              return another.queueDeclarePassive(queue.name()).getConsumerCount() == 1;
            }
          });
    }
    await(open(vhost.url(), Settings.defaults()).producer().publish(to(queue, "new")));

    assertThat(text(receive(consumer, 1).getFirst())).isEqualTo("new");
    assertThat(held.getFirst().ack()).as("of a message that went with its queue").isTrue();
  }
}
