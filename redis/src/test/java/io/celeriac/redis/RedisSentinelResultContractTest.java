package io.celeriac.redis;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultCodec;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.ResultBackendContract;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every result backend does, on the master that a Sentinel names. */
@NeedsServer
class RedisSentinelResultContractTest extends ResultBackendContract {
  private static TestSentinel sentinel;

  @BeforeAll
  static void startServers() {
    sentinel = TestSentinel.started();
  }

  @AfterAll
  static void stopServers() {
    sentinel.close();
  }

  @Override
  protected ResultBackend openBackend(ResultCodec codec) {
    Settings settings =
        RedisTests.lastingClaims()
            .with(Setting.RESULT_BACKEND_TRANSPORT_OPTIONS, Map.of("master_name", "mymaster"));
    return RedisTests.backend(sentinel.url(), settings, codec);
  }

  @Override
  public void letClaimExpire(String groupId) {
    sentinel.master().expireNow("celery-taskset-meta-" + groupId + ".c");
  }
}
