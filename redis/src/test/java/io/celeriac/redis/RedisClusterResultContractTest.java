package io.celeriac.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.ChordPart;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultCodec;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.ResultBackendContract;
import io.celeriac.testing.ResultFixture;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

/** What every result backend does, on a Redis Cluster; and that chords are spread over it. */
@NeedsServer
class RedisClusterResultContractTest extends ResultBackendContract {
  private static TestCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = TestCluster.started();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Override
  protected ResultBackend openBackend(ResultCodec codec) {
    Settings settings =
        RedisTests.lastingClaims()
            .with(Setting.RESULT_BACKEND_TRANSPORT_OPTIONS, Map.of("celeriac_redis_cluster", true));
    return RedisTests.backend(cluster.url(), settings, codec);
  }

  @Override
  public void letClaimExpire(String groupId) {
    RedisTests.expireNow(cluster.commands(), "celery-taskset-meta-{" + groupId + "}.c");
  }

  @Test
  void the_keys_of_a_chord_lie_on_one_node_those_of_many_on_all() {
    for (int i = 0; i < 40; i++) {
      String id = ResultFixture.newId();
      chords().size(id, 2);
      assertThat(chords().part(new ChordPart(id, "task", 0, "SUCCESS", i))).isEmpty();
      assertThat(
              cluster.nodes().stream()
                  .map(node -> node.texts(Protocol.Command.KEYS, "*{" + id + "}*").size()))
          .containsExactlyInAnyOrder(0, 0, 3);
    }
    assertThat(cluster.nodes())
        .allSatisfy(node ->
            assertThat(node.texts(Protocol.Command.KEYS, "celery-taskset-meta-*.j")).isNotEmpty());
  }
}
