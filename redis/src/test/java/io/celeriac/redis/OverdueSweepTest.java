package io.celeriac.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

/** Overdue reservations are put back as stock Celery does it: recorded vectors, and beyond. */
@NeedsServer
class OverdueSweepTest {
  private static final Keys.Reserved KEYS =
      new Keys.Reserved("unacked", "unacked_index", "unacked_mutex", null);
  private static TestRedis redis;

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

  /** A sweep with a visibility timeout of 1 s, some seconds after the epoch. */
  private static OverdueSweep sweep(double at, Map<String, Object> options) {
    Map<String, Object> all = new HashMap<>(options);
    all.put("visibility_timeout", 1);
    RedisOptions read = RedisOptions.read(new OptionReader("options", "test", all), false, false);
    Instant now = Instant.ofEpochMilli((long) (at * 1000));
    Keys keys = new Keys(read.naming(), 0);
    Bindings bindings = new Bindings(redis.commands(), keys, read);
    Restorer restorer = new Restorer(redis.commands(), keys, bindings);
    Scores scores = new Scores(Clock.fixed(now, ZoneOffset.UTC), read.leases());
    return new OverdueSweep(redis.commands(), restorer, bindings, scores, read.leases());
  }

  @Test
  void what_is_overdue_becomes_the_next_with_the_oldest_first() {
    Vector vector = Vector.of("redis-visibility-restore");
    redis.load(vector.keys(0), 0);
    double latest = latestScore(vector);

    assertThat(sweep(latest + 0.9, Map.of()).run(KEYS)).isZero();
    assertThat(redis.keys()).isEqualTo(TestRedis.keys(vector.keys(0)));
    assertThat(sweep(latest + 1.1, Map.of()).run(KEYS)).isEqualTo(2);
    assertThat(redis.keys()).isEqualTo(TestRedis.keys(vector.keys(1)));
    assertThat(sweep(latest + 1.1, Map.of()).run(KEYS)).isZero();
    assertThat(redis.keys()).isEqualTo(TestRedis.keys(vector.keys(2)));
  }

  private static double latestScore(Vector vector) {
    return vector.keys(0).path("unacked_index").path("value").path(1).path(1).asDouble();
  }

  @Test
  void a_limit_puts_back_the_newest_alone() {
    Vector before = Vector.of("redis-visibility-restore");
    redis.load(before.keys(0), 0);
    redis.run(Protocol.Command.DEL, "celery");

    assertThat(sweep(latestScore(before) + 60, Map.of("unacked_restore_limit", 1)).run(KEYS))
        .isEqualTo(1);
    assertThat(redis.keys())
        .isEqualTo(TestRedis.keys(Vector.of("redis-visibility-restore-limit").keys(0)));
  }

  @Test
  void an_index_entry_without_a_message_is_removed() {
    redis.run(Protocol.Command.ZADD, "unacked_index", "1795404263.5", "orphan");

    assertThat(sweep(1795404300, Map.of()).run(KEYS)).isZero();
    assertThat(redis.keys())
        .isEqualTo(TestRedis.keys(Vector.of("redis-visibility-orphan").keys(0)))
        .isEmpty();
  }

  @Test
  void a_prefix_holds_for_the_sweep_too() throws Exception {
    Vector vector = Vector.of("redis-options-keyprefix-restore");
    String envelope = Vector.of("redis-reserve-ack").commands(0, "LPUSH").getFirst().get(1);
    Clock past = Clock.offset(Clock.systemUTC(), Duration.ofHours(-2));
    try (Transport transport =
            RedisTests.transport(redis.url(), RedisTests.settings(vector.options()), past);
        Consumer consumer = transport.connectConsumer()) {
      Commands.await(
          transport
              .producer()
              .publish(new Publication(RedisTests.message(envelope), "", "celery")));
      consumer.consume(Queue.of("celery"));
      assertThat(consumer.receive(1, Duration.ofSeconds(5))).hasSize(1);
      Keys.Reserved keys =
          new Keys.Reserved("app1:unacked", "app1:unacked_index", "app1:unacked_mutex", null);
      double now = Instant.now().toEpochMilli() / 1000.0;

      assertThat(sweep(now, vector.options()).run(keys)).isEqualTo(1);
      assertThat(redis.keys()).isEqualTo(TestRedis.keys(vector.keys(0)));
    }
  }

  @Test
  void only_one_process_looks_at_a_time() {
    Vector vector = Vector.of("redis-visibility-restore");
    redis.load(vector.keys(0), 0);
    redis.run(Protocol.Command.SET, "unacked_mutex", "somebody else's");

    assertThat(sweep(latestScore(vector) + 60, Map.of()).run(KEYS)).isZero();
    redis.run(Protocol.Command.DEL, "unacked_mutex");
    assertThat(sweep(latestScore(vector) + 60, Map.of()).run(KEYS)).isEqualTo(2);
    assertThat(redis.texts(Protocol.Command.KEYS, "unacked_mutex")).isEmpty();
  }

  /** As kombu's does by five minutes, in which nobody puts anything back. */
  @Test
  void the_lock_outlives_who_dies_with_it_by_seconds() {
    assertThat(
            RedisOptions.read(new OptionReader("options", "test", Map.of()), false, false)
                .leases()
                .mutexExpire())
        .isLessThanOrEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void a_message_that_no_queue_is_bound_for_stays_reserved() {
    String envelope = Vector.of("redis-topic").commands(1, "LPUSH").getFirst().get(1);
    redis.run(Protocol.Command.ZADD, "unacked_index", "1795404263.5", "t");
    redis.run(
        Protocol.Command.HSET,
        "unacked",
        "t",
        "[" + envelope + ", \"media\", \"media.video.mp4\"]");

    assertThat(sweep(1795404300, Map.of()).run(KEYS)).isZero();
    assertThat(redis.number(Protocol.Command.HLEN, "unacked")).isOne();
    redis.run(
        Protocol.Command.SADD,
        "_kombu.binding.media",
        "media.#\u0006\u0016" + TopicPattern.of("media.#") + "\u0006\u0016video");
    assertThat(sweep(1795404300, Map.of()).run(KEYS)).isEqualTo(1);
    assertThat(redis.number(Protocol.Command.LLEN, "video")).isOne();
  }

  @Test
  void what_cannot_be_read_does_not_stop_the_others() {
    String envelope = Vector.of("redis-reserve-ack").commands(0, "LPUSH").getFirst().get(1);
    for (String value : List.of("not json", "[]", "[{}]", "[" + envelope + ", \"\", \"celery\"]")) {
      redis.run(Protocol.Command.ZADD, "unacked_index", "1795404263.5", "tag of " + value);
      redis.run(Protocol.Command.HSET, "unacked", "tag of " + value, value);
    }

    assertThat(sweep(1795404300, Map.of()).run(KEYS)).isEqualTo(1);
    assertThat(redis.number(Protocol.Command.LLEN, "celery")).isOne();
    assertThat(redis.number(Protocol.Command.HLEN, "unacked")).isEqualTo(3);
  }
}
