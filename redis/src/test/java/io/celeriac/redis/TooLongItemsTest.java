package io.celeriac.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.protocol.DecodeLimits;
import io.celeriac.spi.Patience;
import io.celeriac.spi.Pauses;
import io.celeriac.testing.NeedsServer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

/** What is too long stays on the server, and gets out of the way. */
@NeedsServer
class TooLongItemsTest {
  private static final int MOST = 1 << 20;
  private static TestRedis redis;

  private final List<Envelope> taken = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();
  private final RedisOptions options =
      RedisOptions.read(new OptionReader("options", "test", Map.of()), false, false)
          .limitedTo(new DecodeLimits(MOST, MOST, 100, MOST, 100, 4300, 1000));
  private final Keys keys = new Keys(options.naming(), 0);
  private RedisBroker broker;

  @BeforeAll
  static void startServer() {
    redis = TestRedis.started();
  }

  @AfterAll
  static void stopServer() {
    redis.close();
  }

  @BeforeEach
  void open() {
    broker =
        RedisBroker.of(
            options,
            keys,
            redis.commands(),
            Clock.systemUTC(),
            new Patience(Pauses.growing(0, Duration.ZERO, Duration.ZERO, Duration.ZERO)));
  }

  @AfterEach
  void clear() {
    redis.run(Protocol.Command.FLUSHALL);
  }

  private static String envelope(String body, String tag) {
    return "{\"body\": \"%s\", \"content-encoding\": \"utf-8\", \"content-type\": \"application/json\", "
            .formatted(body)
        + "\"headers\": {}, \"properties\": {\"delivery_mode\": 2, \"delivery_info\": "
        + "{\"exchange\": \"\", \"routing_key\": \"celery\"}, \"priority\": 0, "
        + "\"body_encoding\": \"base64\", \"delivery_tag\": \"%s\"}}".formatted(tag);
  }

  /** Takes until there is nothing more; how many takes had something. */
  private int takeAll(boolean settling) {
    QueueOrder order = new QueueOrder(options.queueOrder());
    order.add("celery");
    int rounds = 0;
    try (Pipeline line = redis.pipeline("too-long-test")) {
      Taker taker =
          new Taker(
              broker,
              line,
              keys.reserved("celery"),
              order,
              (envelope, _, reservation, raw) -> {
                taken.add(envelope);
                lengths.add(raw.length);
                if (settling) {
                  broker
                      .reservations()
                      .settle(List.of(Objects.requireNonNull(reservation)), Settlement.DONE);
                }
              });
      while (Commands.await(taker.take(100)) > 0) {
        rounds++;
      }
      line.call(Command.of(Protocol.Command.PING));
    }
    return rounds;
  }

  @Test
  void an_envelope_over_the_limit_is_refused_by_its_tag_and_not_loaded() {
    redis.run(Protocol.Command.LPUSH, "celery", envelope("A".repeat(4 * MOST), "large"));
    redis.run(Protocol.Command.LPUSH, "celery", envelope("W10=", "small"));

    takeAll(true);

    assertThat(taken).hasSize(2);
    assertThat(taken.getFirst().defect())
        .contains("longer than the")
        .contains("celeriac_max_body_bytes");
    assertThat(lengths.getFirst()).isEqualTo(256);
    assertThat(taken.getLast().defect()).isNull();
    assertThat(redis.keys()).isEmpty();
  }

  @Test
  void what_is_too_long_and_no_envelope_does_not_stay_in_the_way_either() {
    redis.run(Protocol.Command.LPUSH, "celery", "[".repeat(3 * MOST));
    redis.run(Protocol.Command.LPUSH, "celery", envelope("W10=", "small"));

    takeAll(true);

    assertThat(taken).hasSize(2);
    assertThat(taken.getFirst().defect()).contains("longer than the");
    assertThat(new String(taken.getFirst().message().body(), StandardCharsets.UTF_8))
        .isEqualTo("[".repeat(256));
    assertThat(redis.keys()).isEmpty();
  }

  @Test
  void its_reservation_can_be_read_by_whoever_finds_it_left() {
    redis.run(Protocol.Command.LPUSH, "celery", "[".repeat(3 * MOST));

    takeAll(false);

    List<?> values = (List<?>) Objects.requireNonNull(redis.run(Protocol.Command.HVALS, "unacked"));
    StoredMessage stored = StoredMessage.parse((byte[]) Objects.requireNonNull(values.getFirst()));
    assertThat(stored.routingKey()).isEqualTo("celery");
    assertThat(new EnvelopeReader(broker.json(), MOST).read(stored.envelope(), "celery").defect())
        .contains("was too long to be kept");
  }

  @Test
  void a_batch_of_large_items_is_cut_short() {
    for (int i = 0; i < 40; i++) {
      redis.run(Protocol.Command.LPUSH, "celery", envelope("A".repeat(MOST), "t" + i));
    }

    int rounds = takeAll(true);

    assertThat(taken).hasSize(40).allMatch(each -> each.defect() == null);
    assertThat(rounds).isBetween(2, 4);
  }
}
