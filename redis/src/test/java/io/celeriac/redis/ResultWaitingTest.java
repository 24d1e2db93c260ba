package io.celeriac.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import io.celeriac.testing.JsonResultCodec;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.ResultFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

/** What it costs the server that results are waited for. */
@NeedsServer
class ResultWaitingTest {
  private static final int MANY = 10_000;

  private static TestRedis redis;

  @BeforeAll
  static void startServer() {
    redis = TestRedis.started();
  }

  @AfterAll
  static void stopServer() {
    redis.close();
  }

  private static long subscriptions() {
    return redis.texts(Protocol.Command.PUBSUB, "CHANNELS", "celery-task-meta-*").stream()
        .filter(channel -> !channel.isEmpty())
        .count();
  }

  private static List<String> clients() {
    return redis.texts(Protocol.Command.CLIENT, "LIST").getFirst().lines().toList().stream()
        .filter(client -> client.contains(" name=waiting "))
        .toList();
  }

  @Test
  void ten_thousand_results_are_waited_for_on_one_connection() throws Exception {
    Settings named = Settings.defaults().with(Setting.REDIS_CLIENT_NAME, "waiting");
    try (ResultBackend backend = RedisTests.backend(redis.url(), named, new JsonResultCodec());
        ResultBackend worker =
            RedisTests.backend(redis.url(), Settings.defaults(), new JsonResultCodec())) {
      List<String> ids = new ArrayList<>();
      List<CompletableFuture<ResultDocument>> ready = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        String id = ResultFixture.newId();
        ids.add(id);
        backend.watch(id);
        ready.add(backend.ready(id));
      }
      Awaitility.await("the subscriptions").until(() -> subscriptions() == MANY);
      // One that is subscribed, and one for commands: those that looked once whether it is there.
      assertThat(clients()).hasSizeLessThanOrEqualTo(2);
      assertThat(clients()).filteredOn(client -> client.contains(" sub=" + MANY + " ")).hasSize(1);

      for (String id : ids) {
        worker.store(ResultFixture.success(id, id));
      }
      for (int i = 0; i < MANY; i++) {
        assertThat(ready.get(i).get(60, TimeUnit.SECONDS).result()).isEqualTo(ids.get(i));
      }
      Awaitility.await("the end of the subscriptions").until(() -> subscriptions() == 0);
    }
  }
}
