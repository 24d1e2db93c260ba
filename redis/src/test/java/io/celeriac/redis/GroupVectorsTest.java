package io.celeriac.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.BrokerException;
import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ResultBackend;
import io.celeriac.testing.JsonResultCodec;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

/** Saved groups are what stock Celery saves, and are announced as it announces them. */
@NeedsServer
class GroupVectorsTest {
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

  private static ResultBackend backend(Settings settings) {
    return RedisTests.backend(redis.url(), settings, new JsonResultCodec());
  }

  private static ResultTuple group(String document) {
    JsonSerializer json = new JsonSerializer();
    Object decoded = json.decode(document.getBytes(UTF_8), json.contentEncoding());
    Map<?, ?> saved = (Map<?, ?>) Objects.requireNonNull(decoded);
    return ResultTuple.fromWire(saved.get("result"));
  }

  @Test
  void a_saved_group_is_the_recorded_document() {
    Vector vector = Vector.of("result-redis-group-meta");
    String key = vector.json().path("data").path("key").asString();
    String document = vector.json().path("data").path("stored").path("raw").asString();
    try (ResultBackend backend = backend(Settings.defaults())) {
      backend.saveGroup(group(document));

      assertThat(redis.texts(Protocol.Command.KEYS, "*")).containsExactly(key);
      assertThat(redis.texts(Protocol.Command.GET, key)).containsExactly(document);
      assertThat(redis.number(Protocol.Command.TTL, key)).isBetween(86_000L, 86_400L);
      assertThat(backend.findGroup(group(document).id())).contains(group(document));
    }
  }

  @Test
  void saving_writes_and_publishes_and_forgetting_deletes_as_recorded() throws Exception {
    List<String> recorded = new ArrayList<>();
    Vector.of("result-commands-group")
        .json()
        .path("data")
        .path("commands")
        .forEach(row -> {
          if (row.path(1).asString().contains("taskset")) {
            recorded.add(row.path(1).asString());
          }
        });
    String key = recorded.getFirst().split(" ", 4)[1];
    String document = recorded.getFirst().split(" ", 4)[3];
    assertThat(recorded)
        .containsExactly(
            "SETEX " + key + " 86400 " + document,
            "PUBLISH " + key + " " + document,
            "GET " + key,
            "DEL " + key);
    try (ResultBackend backend = backend(Settings.defaults());
        Channel channel = new Channel(key)) {
      backend.saveGroup(group(document));
      assertThat(channel.messages.poll(20, TimeUnit.SECONDS)).isEqualTo(document);
      assertThat(redis.texts(Protocol.Command.GET, key)).containsExactly(document);
      backend.forgetGroup(group(document).id());
      assertThat(redis.keys()).isEmpty();
      assertThat(channel.messages).isEmpty();
    }
  }

  @Test
  void groups_are_kept_as_long_as_results() {
    ResultTuple group = ResultTuple.group("g", List.of());
    try (ResultBackend backend =
        backend(
            Settings.defaults()
                .with(Setting.RESULT_EXPIRES, Duration.ofHours(2))
                .with(Setting.RESULT_FAILURE_EXPIRES, Duration.ofHours(3)))) {
      backend.saveGroup(group);
      assertThat(redis.number(Protocol.Command.TTL, "celery-taskset-meta-g"))
          .isBetween(7000L, 7200L);
    }
    for (Object never : new @Nullable Object[] {0, null}) {
      try (ResultBackend backend =
          backend(Settings.defaults().with("result_expires", never, "this test"))) {
        backend.saveGroup(group);
        assertThat(redis.number(Protocol.Command.TTL, "celery-taskset-meta-g")).isEqualTo(-1);
      }
    }
  }

  @Test
  void what_is_no_group_is_said_to_be_none() {
    redis.run(Protocol.Command.SET, "celery-taskset-meta-g", "{\"result\": 5}");
    try (ResultBackend backend = backend(Settings.defaults())) {
      assertThatThrownBy(() -> backend.findGroup("g"))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("group g")
          .hasMessageContaining("{result=5}");
    }
  }

  /** Hears what is published on one channel. */
  private static final class Channel implements AutoCloseable, Subscriber.Listener {
    final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private final Subscriber subscriber;

    Channel(String name) throws InterruptedException {
      subscriber =
          Subscriber.start(
              new Dialer(RedisTests.connection()).dial(new Address.Tcp("127.0.0.1", redis.port())),
              this,
              Duration.ofSeconds(5),
              "test");
      subscriber.subscribe(List.of(name));
      assertThat(subscribed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void message(@Nullable String pattern, String channel, Object payload) {
      messages.add(new String((byte[]) payload, UTF_8));
    }

    @Override
    public void subscribed(String channel) {
      subscribed.countDown();
    }

    @Override
    public void lost(BrokerException cause) {
      messages.add("lost: " + cause);
    }

    @Override
    public void close() {
      subscriber.close();
    }
  }
}
