package io.celeriac.redis;

import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultCodec;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.ResultBackendContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every result backend does, encrypted. */
@NeedsServer
class RedisTlsResultContractTest extends ResultBackendContract {
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
  protected ResultBackend openBackend(ResultCodec codec) {
    return RedisTests.backend(
        "rediss://localhost:%d/0?ssl_cert_reqs=required&ssl_ca_certs=%s"
            .formatted(servers.port(), TlsServers.file("authority.pem")),
        RedisTests.lastingClaims(),
        codec);
  }

  @Override
  public void letClaimExpire(String groupId) {
    try (Pipeline commands =
        new Pipeline(
            "test",
            () ->
                new Dialer(RedisTests.connection())
                    .dial(new Address.Tcp("127.0.0.1", servers.plainPort())))) {
      RedisTests.expireNow(commands, "celery-taskset-meta-" + groupId + ".c");
    }
  }
}
