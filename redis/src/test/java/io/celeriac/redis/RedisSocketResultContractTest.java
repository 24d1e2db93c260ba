package io.celeriac.redis;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultCodec;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.RedisServerProcess;
import io.celeriac.testing.ResultBackendContract;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What every result backend does, over a Unix socket, with a password and a prefix of its own. */
@NeedsServer
class RedisSocketResultContractTest extends ResultBackendContract {
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
  protected ResultBackend openBackend(ResultCodec codec) {
    Settings settings =
        RedisTests.lastingClaims()
            .with(Setting.RESULT_BACKEND_TRANSPORT_OPTIONS, Map.of("global_keyprefix", "app1"));
    return RedisTests.backend(
        "redis+socket://:s3cret@" + server.socket() + "?virtual_host=5", settings, codec);
  }

  @Override
  public void letClaimExpire(String groupId) {
    ConnectionSettings plain = RedisTests.connection();
    ConnectionSettings settings =
        new ConnectionSettings(
            null,
            "s3cret",
            5,
            null,
            plain.connectTimeout(),
            plain.replyTimeout(),
            plain.clientName());
    try (Pipeline commands =
        new Pipeline("test", () -> new Dialer(settings).dial(new Address.Unix(server.socket())))) {
      RedisTests.expireNow(commands, "app1_celery-taskset-meta-" + groupId + ".c");
    }
  }
}
