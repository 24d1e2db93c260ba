package io.celeriac.redis;

import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TransportContract;
import io.celeriac.testing.TransportTraits;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every transport does, encrypted. */
@NeedsServer
class RedisTlsContractTest extends TransportContract {
  private static TlsServers servers;

  @BeforeAll
  static void startServers() {
    servers = TlsServers.started();
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @Override
  protected Transport openTransport() {
    String authority = TlsServers.file("authority.pem");
    return RedisTests.transport(
        "rediss://localhost:" + servers.port() + "/3?ssl_ca_certs=" + authority, Map.of());
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
