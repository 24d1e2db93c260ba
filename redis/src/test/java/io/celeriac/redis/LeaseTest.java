package io.celeriac.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Queue;
import io.celeriac.protocol.Message;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import io.celeriac.testing.FaultProxy;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TestClock;
import io.celeriac.testing.TestServers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Protocol;

/**
 * Reservations are leases: ours as long as we renew them, and everybody's after the visibility
 * timeout, ours and those of stock consumers alike. By a clock that only the tests turn; how often
 * to renew and to look goes by real time, which the tests wait for.
 */
@NeedsServer
@Timeout(120)
class LeaseTest {
  private static final Duration TIMEOUT = Duration.ofMillis(900);
  private static final Duration MOST_OF_IT = Duration.ofMillis(800);
  private static final Map<String, Object> OPTIONS = Map.of("visibility_timeout", TIMEOUT);
  private static final Queue CELERY = Queue.of("celery");
  private static final Keys.Reserved KEYS =
      new Keys.Reserved("unacked", "unacked_index", "unacked_mutex", null);
  private static TestRedis redis;

  private final TestClock clock = TestClock.at(Instant.parse("2026-11-23T12:00:00Z"));
  private final Deque<Transport> opened = new ArrayDeque<>();
  private FaultProxy proxy;

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
    proxy = FaultProxy.to("127.0.0.1", redis.port());
  }

  @AfterEach
  void closeAll() {
    proxy.accept(); // so that no process waits for its server
    opened.forEach(Transport::close);
    proxy.close();
  }

  /** Another process. */
  private Transport transport(int port, Map<String, Object> options, Clock itsClock) {
    String url = "redis://127.0.0.1:" + port + "/0";
    Transport transport = RedisTests.transport(url, RedisTests.settings(options), itsClock);
    opened.push(transport);
    return transport;
  }

  /** The consumer of another process. */
  private Consumer consumer() {
    return consumer(redis.port(), OPTIONS, clock);
  }

  /** The consumer of a process that {@link #kill} ends, as far as the server can see. */
  private Consumer mortal(Map<String, Object> options) {
    return consumer(proxy.port(), options, clock);
  }

  private void kill() {
    proxy.refuse();
    proxy.reset();
  }

  private Consumer consumer(int port, Map<String, Object> options, Clock itsClock) {
    Consumer consumer = transport(port, options, itsClock).connectConsumer();
    consumer.consume(CELERY);
    return consumer;
  }

  private void publish(Message message) {
    Commands.await(
        transport(redis.port(), OPTIONS, clock)
            .producer()
            .publish(new Publication(message, "", CELERY.name())));
  }

  private static Delivery receive(Consumer consumer) throws InterruptedException {
    List<Delivery> received = consumer.receive(1, Duration.ofSeconds(30));
    assertThat(received).hasSize(1);
    return received.getFirst();
  }

  private static String text(Delivery delivery) {
    return new String(delivery.message().body(), UTF_8);
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(10));
  }

  /** The time in seconds that the index has for the only reservation. */
  private static double score() {
    return Double.parseDouble(
        redis.texts(Protocol.Command.ZRANGE, "unacked_index", 0, -1, "WITHSCORES").get(1));
  }

  private double now() {
    return clock.instant().toEpochMilli() / 1000.0;
  }

  private void awaitRenewal() {
    await("the renewal of the only reservation").until(() -> score() >= now());
  }

  /** What a stock consumer with the same timeout finds overdue, by kombu's own command. */
  private List<String> overdueForStock() {
    double limit = now() - TIMEOUT.toMillis() / 1000.0;
    return redis.texts(Protocol.Command.ZRANGE, "unacked_index", limit, 0, "BYSCORE", "REV");
  }

  private static RedisOptions options() {
    return RedisOptions.read(new OptionReader("options", "test", OPTIONS), false, false);
  }

  private int sweep() {
    RedisOptions options = options();
    Keys keys = new Keys(options.naming(), 0);
    Bindings bindings = new Bindings(redis.commands(), keys, options);
    return new OverdueSweep(
            redis.commands(),
            new Restorer(redis.commands(), keys, bindings),
            bindings,
            new Scores(clock, options.leases()),
            options.leases())
        .run(KEYS);
  }

  @Test
  void a_task_that_runs_longer_than_the_visibility_timeout_is_not_delivered_twice()
      throws Exception {
    publish(RedisTests.text("long"));
    Delivery held = receive(consumer());
    Consumer other = consumer();
    for (int i = 0; i < 5; i++) {
      clock.advance(MOST_OF_IT);
      awaitRenewal();
      assertThat(overdueForStock()).isEmpty();
      assertThat(sweep()).isZero();
    }

    assertThat(other.receive(10, Duration.ZERO)).isEmpty();
    assertThat(held.stale()).isFalse();
    assertThat(held.ack()).isTrue();
    assertThat(redis.keys()).doesNotContainKeys("celery", "unacked", "unacked_index");
  }

  @Test
  void a_killed_consumer_loses_its_messages_to_another_after_the_timeout() throws Exception {
    publish(RedisTests.text("1"));
    publish(RedisTests.text("2"));
    Consumer killed = mortal(OPTIONS);
    List<Delivery> held = new ArrayList<>();
    held.add(receive(killed));
    held.add(receive(killed));
    kill();
    Consumer other = consumer();
    clock.advance(MOST_OF_IT);
    assertThat(overdueForStock()).isEmpty();
    assertThat(sweep()).isZero();
    assertThat(other.receive(10, Duration.ZERO)).isEmpty();
    clock.advance(TIMEOUT.minus(MOST_OF_IT).plusMillis(1));

    List<Delivery> again = List.of(receive(other), receive(other));
    assertThat(again).extracting(LeaseTest::text).containsExactlyInAnyOrder("1", "2");
    assertThat(again).allMatch(delivery -> delivery.info().redelivered());
    proxy.accept();
    assertThat(held.getFirst().ack()).as("a late acknowledgement").isFalse();
    await("the loss to be noticed").until(() -> held.getLast().stale());
    assertThat(held.getLast().reject(true)).as("a late requeue").isFalse();
    assertThat(again).allMatch(Delivery::ack);
    assertThat(redis.keys()).doesNotContainKeys("celery", "unacked", "unacked_index");
  }

  @Test
  void a_process_that_was_cut_off_for_a_shorter_time_keeps_its_messages() throws Exception {
    publish(RedisTests.text("kept"));
    Delivery held = receive(mortal(OPTIONS));
    kill();
    Consumer other = consumer();
    clock.advance(MOST_OF_IT);
    assertThat(sweep()).isZero();
    proxy.accept();
    awaitRenewal();
    clock.advance(MOST_OF_IT);

    assertThat(sweep()).isZero();
    assertThat(other.receive(10, Duration.ZERO)).isEmpty();
    assertThat(held.ack()).isTrue();
  }

  @Test
  void a_server_that_does_not_answer_is_asked_once_for_all_leases() throws Exception {
    int count = 20;
    for (int i = 0; i < count; i++) {
      publish(RedisTests.text(String.valueOf(i)));
    }
    Consumer consumer =
        mortal(Map.of("visibility_timeout", Duration.ofMillis(300), "socket_timeout", 2));
    List<Delivery> held = new ArrayList<>();
    while (held.size() < count) {
      held.addAll(consumer.receive(count, Duration.ofSeconds(10)));
    }
    proxy.stall();
    await("a question that finds the server silent")
        .until(() -> {
          long before = System.nanoTime();
          boolean known = held.getFirst().stale();
          return !known && System.nanoTime() - before > Duration.ofSeconds(1).toNanos();
        });

    // Each question of its own would take two seconds and more.
    long start = System.nanoTime();
    assertThat(held).noneMatch(Delivery::stale);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    proxy.flow();
  }

  @Test
  void a_lease_that_was_renewed_since_the_look_is_not_put_back() throws Exception {
    publish(RedisTests.text("renewed"));
    Delivery held = receive(consumer());
    List<String> seen = redis.texts(Protocol.Command.ZRANGE, "unacked_index", 0, -1, "WITHSCORES");
    byte[] value = redis.texts(Protocol.Command.HVALS, "unacked").getFirst().getBytes(UTF_8);
    clock.advance(MOST_OF_IT);
    awaitRenewal();

    Keys keys = new Keys(options().naming(), 0);
    CompletableFuture<Boolean> moved =
        new Restorer(redis.commands(), keys, new Bindings(redis.commands(), keys, options()))
            .restore(
                KEYS,
                seen.get(0),
                seen.get(1),
                StoredMessage.parse(value),
                List.of("celery"),
                Settlement.NEXT);
    assertThat(Commands.await(moved)).isFalse();
    assertThat(redis.keys()).doesNotContainKey("celery");
    assertThat(held.ack()).isTrue();
  }

  @Test
  void what_an_abandoned_consumer_held_stays_ours_while_the_process_lives() throws Exception {
    publish(RedisTests.text("running"));
    Consumer abandoned = consumer();
    Delivery held = receive(abandoned);
    abandoned.abandon();
    for (int i = 0; i < 3; i++) {
      clock.advance(MOST_OF_IT);
      awaitRenewal();
      assertThat(sweep()).isZero();
    }

    assertThat(held.stale()).isFalse();
    assertThat(held.ack()).isTrue();
    assertThat(redis.keys()).doesNotContainKeys("celery", "unacked", "unacked_index");
  }

  @Test
  void a_shorter_lease_ends_in_time_for_peers_that_know_only_the_timeout() throws Exception {
    publish(RedisTests.text("short"));
    Duration lease = TIMEOUT.dividedBy(3);
    receive(mortal(Map.of("visibility_timeout", TIMEOUT, "celeriac_redis_lease", lease)));
    kill();
    clock.advance(lease.minusMillis(100));
    assertThat(overdueForStock()).isEmpty();
    clock.advance(Duration.ofMillis(101));

    assertThat(overdueForStock()).hasSize(1);
    assertThat(text(receive(consumer()))).isEqualTo("short");
  }

  @Test
  void the_keys_of_a_lease_are_those_of_kombu() throws Exception {
    Vector vector = Vector.of("redis-worker-killed");
    publish(RedisTests.message(vector.commands(0, "LPUSH").getFirst().get(1)));
    receive(mortal(OPTIONS));
    assertThat(score()).isBetween(now(), now() + 0.001);
    clock.advance(MOST_OF_IT);
    awaitRenewal();
    kill();

    Map<String, TestRedis.Content> expected = TestRedis.keys(vector.keys(1));
    // Of the stock worker's remote control.
    expected.keySet().removeIf(key -> key.contains("pidbox") || key.contains("deadlines"));
    assertThat(redis.keys()).isEqualTo(expected);
  }

  @Test
  void what_a_killed_stock_worker_held_is_delivered_by_us() throws Exception {
    redis.load(Vector.of("redis-worker-killed").keys(1), older(Vector.of("redis-worker-killed")));
    clock.advance(MOST_OF_IT);
    assertThat(sweep()).isZero();
    clock.advance(TIMEOUT.minus(MOST_OF_IT).plusMillis(1));

    Delivery delivery = receive(consumer());
    assertThat(delivery.message().headers()).containsEntry("id", "late-task");
    assertThat(delivery.info().redelivered()).isTrue();
    assertThat(delivery.ack()).isTrue();
    assertThat(redis.keys()).doesNotContainKeys("celery", "unacked", "unacked_index");
  }

  /** How many seconds a vector has to be older for its worker to have taken its message now. */
  private double older(Vector vector) {
    return vector.keys(1).path("unacked_index").path("value").path(0).path(1).asDouble() - now();
  }

  @Test
  void a_stock_acknowledgement_of_the_same_tag_makes_our_delivery_stale() throws Exception {
    publish(RedisTests.text("acknowledged by its first consumer"));
    Delivery held = receive(consumer());
    String tag = redis.texts(Protocol.Command.HKEYS, "unacked").getFirst();
    redis.run(Protocol.Command.ZREM, "unacked_index", tag);
    redis.run(Protocol.Command.HDEL, "unacked", tag);

    await("the loss to be noticed").until(held::stale);
    assertThat(held.ack()).isFalse();
    assertThat(redis.keys()).doesNotContainKeys("celery", "unacked", "unacked_index");
  }

  @Test
  void a_real_stock_consumer_that_is_killed_loses_its_message_to_us() throws Exception {
    publish(RedisTests.text("taken by kombu"));
    Process stock =
        new ProcessBuilder(
                TestServers.ofEnvironment().python().toString(), "-c", STOCK, redis.url())
            .redirectErrorStream(true)
            .start();
    try (var output = stock.inputReader(UTF_8)) {
      assertThat(output.readLine()).isEqualTo("holds: taken by kombu");
    } finally {
      stock.destroyForcibly();
    }
    Clock inAnHour = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(61));

    Delivery delivery = receive(consumer(redis.port(), Map.of(), inAnHour));
    assertThat(text(delivery)).isEqualTo("taken by kombu");
    assertThat(delivery.info().redelivered()).isTrue();
    assertThat(delivery.ack()).isTrue();
    assertThat(redis.keys()).doesNotContainKeys("celery", "unacked", "unacked_index");
  }

  private static final String STOCK =
      """
      import sys, kombu
      queue = kombu.Queue("celery", kombu.Exchange("celery"), "celery")
      def hold(body, message):
          print("holds:", body, flush=True)
      with kombu.Connection(sys.argv[1]) as connection:
          with kombu.Consumer(connection.channel(), [queue], callbacks=[hold], accept=["text/plain"]):
              while True:
                  connection.drain_events()
      """;
}
