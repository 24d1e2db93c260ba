package io.celeriac.redis;

import io.celeriac.Settings;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultCodec;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.RedisServerProcess;
import io.celeriac.testing.ResultBackendContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every result backend does, on one Redis server over TCP. */
@NeedsServer
class RedisResultContractTest extends ResultBackendContract {
  private static RedisServerProcess server;

  @BeforeAll
  static void startServer() {
    server = RedisServerProcess.started("--appendonly", "no");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected ResultBackend openBackend(ResultCodec codec) {
    return RedisTests.backend(server.url(), Settings.defaults(), codec);
  }
}
