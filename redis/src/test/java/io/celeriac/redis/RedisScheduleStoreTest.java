package io.celeriac.redis;

import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.ScheduleStoreContract;
import io.celeriac.testing.TestServers;

/** What every store of schedules does, in Redis. */
@NeedsServer
class RedisScheduleStoreTest extends ScheduleStoreContract {
  @Override
  protected String url() {
    return TestServers.ofEnvironment().redisUrl();
  }
}
