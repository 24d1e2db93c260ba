package io.celeriac.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.spi.Patience;
import io.celeriac.spi.Pauses;
import io.celeriac.testing.NeedsServer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

/** Taking messages, where the order of what two connections do matters. */
@NeedsServer
class TakerTest {
  private static TestRedis redis;

  @BeforeAll
  static void startServer() {
    redis = TestRedis.started();
  }

  @AfterAll
  static void stopServer() {
    redis.close();
  }

  @Test
  void without_a_queue_there_is_nothing_to_look_for_again() {
    RedisOptions options =
        RedisOptions.read(new OptionReader("options", "test", Map.of()), false, false);
    Keys keys = new Keys(options.naming(), 0);
    Pauses none = Pauses.growing(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    RedisBroker broker =
        RedisBroker.of(options, keys, redis.commands(), Clock.systemUTC(), new Patience(none));
    Taker taker =
        new Taker(
            broker,
            redis.commands(),
            keys.reserved(""),
            new QueueOrder(options.queueOrder()),
            (envelope, queue, reservation, item) -> {});

    assertThat(Commands.await(taker.take(1))).isZero();
    assertThat(taker.isWatching()).isTrue();
  }

  @Test
  void a_defective_message_that_is_settled_at_once_leaves_nothing_behind() {
    redis.run(
        Protocol.Command.LPUSH,
        "celery",
        "{\"body\": 7, \"headers\": {}, \"properties\": {\"delivery_info\": {\"exchange\": \"\","
            + " \"routing_key\": \"celery\"}, \"delivery_tag\": \"t\"}}");
    RedisOptions options =
        RedisOptions.read(new OptionReader("options", "test", Map.of()), false, false);
    Keys keys = new Keys(options.naming(), 0);
    Pauses none = Pauses.growing(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    RedisBroker broker =
        RedisBroker.of(options, keys, redis.commands(), Clock.systemUTC(), new Patience(none));
    QueueOrder order = new QueueOrder(options.queueOrder());
    order.add("celery");
    try (Pipeline line = redis.pipeline("taker-test")) {
      Taker taker =
          new Taker(
              broker,
              line,
              keys.reserved("celery"),
              order,
              (envelope, _, reservation, _) -> {
                assertThat(envelope.defect()).isNotNull();
                broker
                    .reservations()
                    .settle(List.of(Objects.requireNonNull(reservation)), Settlement.DONE);
              });

      assertThat(Commands.await(taker.take(1))).isEqualTo(1);
      line.call(Command.of(Protocol.Command.PING)); // whatever it has still sent is done then
      assertThat(redis.keys()).isEmpty();
    }
  }
}
