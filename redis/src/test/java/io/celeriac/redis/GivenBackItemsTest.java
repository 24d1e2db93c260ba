package io.celeriac.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

/** What is taken and given back, however often, stays what it was. */
@NeedsServer
class GivenBackItemsTest {
  private static final int TIMES = 5;
  private static TestRedis redis;

  @BeforeAll
  static void startServer() {
    redis = TestRedis.started();
  }

  @AfterAll
  static void stopServer() {
    redis.close();
  }

  @AfterEach
  void clear() {
    redis.run(Protocol.Command.FLUSHALL);
  }

  /** Pushes an item, and takes it and gives it back so often; all its deliveries. */
  private static List<Delivery> takenAndGivenBack(String item) throws InterruptedException {
    redis.run(Protocol.Command.LPUSH, "celery", item);
    List<Delivery> all = new ArrayList<>();
    try (Transport transport = RedisTests.transport(redis.url(), Map.of());
        Consumer consumer = transport.connectConsumer()) {
      consumer.prefetch(1);
      consumer.consume(Queue.of("celery"));
      for (int i = 0; i < TIMES; i++) {
        List<Delivery> taken = consumer.receive(1, Duration.ofSeconds(30));
        assertThat(taken).as("delivery %d", i).hasSize(1);
        all.addAll(taken);
        assertThat(taken.getFirst().reject(true)).isTrue();
      }
    }
    Awaitility.await("the item to be back")
        .until(() -> Long.valueOf(1).equals(redis.run(Protocol.Command.LLEN, "celery")));
    return all;
  }

  private static int lengthInList() {
    return TestRedis.text(redis.run(Protocol.Command.LINDEX, "celery", "0")).length();
  }

  @Test
  void a_message_with_half_a_surrogate_pair_stays_a_message() throws Exception {
    String envelope =
        "{\"body\": \"W10=\", \"content-encoding\": \"utf-8\", \"content-type\": \"application/json\", "
            + "\"headers\": {\"task\": \"t\", \"note\": \"\\ud83d \\\\ud83d \\ud83d\\ude00\"}, "
            + "\"properties\": {\"delivery_mode\": 2, \"delivery_info\": {\"exchange\": \"\", "
            + "\"routing_key\": \"celery\"}, \"priority\": 0, \"body_encoding\": \"base64\", "
            + "\"delivery_tag\": \"tag\"}}";

    assertThat(takenAndGivenBack(envelope))
        .allSatisfy(delivery -> {
          assertThat(delivery.defect()).isEmpty();
          assertThat(delivery.message().headers())
              .containsEntry("note", "\ud83d \\ud83d \ud83d\ude00");
        });
  }

  @Test
  void an_item_that_is_no_envelope_does_not_grow() throws Exception {
    String item = "no envelope ".repeat(100);

    assertThat(takenAndGivenBack(item))
        .allSatisfy(delivery -> {
          assertThat(delivery.defect()).isPresent();
          assertThat(delivery.message().body()).asString(UTF_8).isEqualTo(item);
        });
    assertThat(lengthInList()).isLessThan(2 * item.length() + 1_000);
  }
}
