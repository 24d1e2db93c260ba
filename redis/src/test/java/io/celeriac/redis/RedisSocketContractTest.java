package io.celeriac.redis;

import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.RedisServerProcess;
import io.celeriac.testing.TransportContract;
import io.celeriac.testing.TransportTraits;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every transport does, over a Unix socket and with every name changed by an option. */
@NeedsServer
class RedisSocketContractTest extends TransportContract {
  private static RedisServerProcess server;

  @BeforeAll
  static void startServer() {
    server = RedisServerProcess.started("--appendonly", "no", "--requirepass", "s3cret");
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected Transport openTransport() {
    return RedisTests.transport(
        "redis+socket://:s3cret@" + server.socket() + "?virtual_host=5",
        Map.of(
            "global_keyprefix", "app1:",
            "sep", ":",
            "unacked_key", "u",
            "unacked_index_key", "i",
            "unacked_mutex_key", "m",
            "fanout_prefix", "/f.",
            "body_encoding", "base64",
            "celeriac_redis_lease", 60));
  }

  @Override
  public Duration parkingTime() {
    return Duration.ofSeconds(1);
  }

  @Override
  public TransportTraits traits() {
    return TransportTraits.redis();
  }
}
