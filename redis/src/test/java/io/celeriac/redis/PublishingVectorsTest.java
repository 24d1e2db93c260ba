package io.celeriac.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol;

/** Publishing leaves the same keys, byte for byte, as stock Celery's: recorded vectors. */
@NeedsServer
class PublishingVectorsTest {
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

  /** Publishes again what a step of a vector has pushed. */
  private static void publishAgain(Producer producer, Vector vector, int step) {
    List<Publication> publications = new ArrayList<>();
    for (List<String> push : vector.commands(step, "LPUSH")) {
      publications.add(new Publication(RedisTests.message(push.get(1)), "", "celery"));
    }
    assertThat(publications).isNotEmpty();
    producer.publishAll(publications).forEach(Commands::await);
  }

  private static void publish(Producer producer, String envelope, String exchange, String key) {
    Commands.await(producer.publish(new Publication(RedisTests.message(envelope), exchange, key)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis-publish",
        "redis-batch",
        "redis-publish-priorities",
        "redis-options-body-encoding",
        "redis-options-sep-steps",
        "redis-options-keyprefix"
      })
  void what_is_published_is_stored_as_recorded(String name) {
    Vector vector = Vector.of(name);
    try (Transport transport = RedisTests.transport(redis.url(), vector.options())) {
      transport.producer().declare(Queue.of("celery"));
      publishAgain(transport.producer(), vector, 0);

      assertThat(redis.keys()).isEqualTo(TestRedis.keys(vector.keys(0)));
    }
  }

  @Test
  void a_direct_exchange_pushes_to_each_queue_with_the_key() {
    Vector vector = Vector.of("redis-direct-exchange");
    try (Transport transport = RedisTests.transport(redis.url(), vector.options())) {
      Producer producer = transport.producer();
      Exchange exchange = Exchange.direct(memberOf("_kombu.binding.", vector));
      vector.commands(0, "SADD").forEach(add -> producer.declare(bound(exchange, add.get(1))));
      assertThat(redis.keys()).isEqualTo(TestRedis.keys(vector.keys(0)));
      String envelope = vector.commands(1, "LPUSH").getFirst().get(1);
      publish(producer, envelope, exchange.name(), "k1");

      assertThat(redis.keys()).isEqualTo(TestRedis.keys(vector.keys(1)));
    }
  }

  @Test
  void a_topic_exchange_pushes_to_each_queue_whose_pattern_matches() {
    Vector vector = Vector.of("redis-topic");
    try (Transport transport = RedisTests.transport(redis.url(), vector.options())) {
      Producer producer = transport.producer();
      Exchange media = Exchange.topic("media");
      vector.commands(0, "SADD").forEach(add -> producer.declare(bound(media, add.get(1))));
      assertThat(redis.keys()).isEqualTo(TestRedis.keys(vector.keys(0)));
      String envelope = vector.commands(1, "LPUSH").getFirst().get(1);
      publish(producer, envelope, "media", "media.video.mp4");
      assertThat(redis.keys()).isEqualTo(TestRedis.keys(vector.keys(1)));
      publish(producer, envelope, "media", "other.thing");

      assertThat(redis.keys()).isEqualTo(TestRedis.keys(vector.keys(2)));
    }
  }

  @Test
  void the_copies_of_a_message_have_tags_of_their_own() {
    try (Transport transport =
        RedisTests.transport(redis.url(), Vector.of("redis-topic").options())) {
      Exchange media = Exchange.topic("media");
      transport.producer().declare(Queue.of("one", media, "#"));
      transport.producer().declare(Queue.of("two", media, "#"));
      String envelope = Vector.of("redis-topic").commands(1, "LPUSH").getFirst().get(1);
      publish(transport.producer(), envelope, "media", "a");

      assertThat(redis.texts(Protocol.Command.LRANGE, "one", 0, -1))
          .doesNotContainAnyElementsOf(redis.texts(Protocol.Command.LRANGE, "two", 0, -1));
    }
  }

  @Test
  void an_expiring_queue_has_a_deadline_and_lists_that_expire() {
    Vector vector = Vector.of("redis-queue-expires");
    try (Transport transport = RedisTests.transport(redis.url(), vector.options())) {
      Queue reply =
          Queue.of("reply", Exchange.direct("reply.celery.pidbox"), "oid")
              .withExpires(Duration.ofSeconds(10));
      transport.producer().declare(reply);
      assertThat(redis.keys()).isEqualTo(TestRedis.keys(vector.keys(0)));
      String envelope = vector.commands(1, "LPUSH").getFirst().get(1);
      publish(transport.producer(), envelope, "reply.celery.pidbox", "oid");
      assertThat(redis.keys()).isEqualTo(TestRedis.keys(vector.keys(1)));
      assertThat(redis.number(Protocol.Command.PTTL, "reply")).isBetween(1L, 10_000L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-fanout", "redis-fanout-legacy"})
  void a_fanout_exchange_publishes_to_channels(String name) throws Exception {
    Vector vector = Vector.of(name);
    boolean legacy = name.endsWith("legacy");
    try (Transport transport = RedisTests.transport(redis.url(), vector.options());
        Consumer consumer = transport.connectConsumer()) {
      if (!legacy) {
        consumer.consume(Queue.of("bcast.q1", Exchange.fanout("bcast"), "").asTransient(true));
      }
      consumer.consume(
          Queue.of("ev.q1", Exchange.fanout("celeryev"), "worker.#").asTransient(true));
      assertThat(redis.keys()).isEqualTo(TestRedis.keys(vector.keys(0)));
      assertThat(redis.number(Protocol.Command.PUBSUB, "NUMPAT")).isEqualTo(legacy ? 1 : 2);

      for (List<String> published : vector.commands(legacy ? 0 : 1, "PUBLISH")) {
        String[] parts = published.get(0).replaceFirst("^/0\\.", "").split("/", 2);
        publish(transport.producer(), published.get(1), parts[0], parts.length > 1 ? parts[1] : "");
      }
      List<String> expected = legacy ? List.of("{\"n\": 1}") : List.of("{\"n\": 1}", "{\"n\": 2}");
      List<String> delivered = new ArrayList<>();
      while (delivered.size() < expected.size()) {
        List<Delivery> more = consumer.receive(10, Duration.ofSeconds(20));
        assertThat(more).as("after %s", delivered).isNotEmpty();
        more.forEach(
            each -> delivered.add(new String(each.message().body(), StandardCharsets.UTF_8)));
      }
      assertThat(consumer.receive(10, Duration.ofMillis(300))).isEmpty();
      assertThat(delivered).isEqualTo(expected);
    }
    assertThat(redis.keys()).isEmpty();
  }

  @Test
  void topic_patterns_are_those_of_kombu() {
    assertThat(Vector.of("table-topic-patterns").rows())
        .isNotEmpty()
        .allSatisfy(row -> {
          String pattern = TopicPattern.of(row.path("binding").asString());
          assertThat(pattern).isEqualTo(row.path("stored_pattern").asString());
          row.path("matches")
              .properties()
              .forEach(match ->
                  assertThat(TopicPattern.matches(pattern, match.getKey()))
                      .as("%s matches %s", pattern, match.getKey())
                      .isEqualTo(match.getValue().asBoolean()));
        });
  }

  private static String memberOf(String prefix, Vector vector) {
    return vector.commands(0, "SADD").getFirst().getFirst().substring(prefix.length());
  }

  private static Queue bound(Exchange exchange, String member) {
    String[] parts = member.split("\u0006\u0016", -1);
    return Queue.of(parts[2], exchange, parts[0]);
  }
}
