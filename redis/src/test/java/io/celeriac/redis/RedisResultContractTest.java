package io.celeriac.redis;

import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultCodec;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.ResultBackendContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every result backend does, on one Redis server over TCP. */
@NeedsServer
class RedisResultContractTest extends ResultBackendContract {
  private static TestRedis redis;

  @BeforeAll
  static void startServer() {
    redis = TestRedis.started();
  }

  @AfterAll
  static void stopServer() {
    redis.close();
  }

  @Override
  protected ResultBackend openBackend(ResultCodec codec) {
    return RedisTests.backend(redis.url(), RedisTests.lastingClaims(), codec);
  }

  @Override
  public void letClaimExpire(String groupId) {
    redis.expireNow("celery-taskset-meta-" + groupId + ".c");
  }
}
