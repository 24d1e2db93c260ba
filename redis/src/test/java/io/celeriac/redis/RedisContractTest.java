package io.celeriac.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeriac.spi.Transport;
import io.celeriac.testing.MalformedItem;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.RedisServerProcess;
import io.celeriac.testing.TransportContract;
import io.celeriac.testing.TransportTraits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import redis.clients.jedis.RedisClient;

/** What every transport does, on one Redis server over TCP. */
@NeedsServer
class RedisContractTest extends TransportContract {
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

  @Override
  public Duration parkingTime() {
    return Duration.ofSeconds(1);
  }

  @Override
  public TransportTraits traits() {
    return TransportTraits.redis();
  }

  @Override
  public List<MalformedItem> malformedItems() {
    return MalformedItems.pushedBy((queue, item) -> {
      try (RedisClient redis = RedisClient.create("127.0.0.1", server.port())) {
        redis.lpush(queue.getBytes(UTF_8), item);
      }
    });
  }
}
