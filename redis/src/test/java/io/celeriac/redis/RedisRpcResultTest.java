package io.celeriac.redis;

import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.RedisServerProcess;
import io.celeriac.testing.RpcResultContract;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Results as messages, with Redis as the broker. */
@NeedsServer
class RedisRpcResultTest extends RpcResultContract {
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
  protected Transport openTransport() {
    return RedisTests.transport(server.url(), Map.of());
  }
}
