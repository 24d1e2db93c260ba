package io.celeriac.interop;

import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.RedisServerProcess;
import io.celeriac.testing.TestServers;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Celery's own integration tests in one configuration, each a test of ours. They look at all that
 * goes on in Redis, and so have one of their own; of RabbitMQ they use the queue {@code celery}.
 */
@NeedsServer
@Tag("slow")
abstract class AcceptanceTests {

  private final String configuration;

  AcceptanceTests(String configuration) {
    this.configuration = configuration;
  }

  @TestFactory
  Stream<DynamicTest> celerys_own_tests() throws Exception {
    TestServers servers = TestServers.ofEnvironment();
    AcceptanceRun run = new AcceptanceRun(servers, configuration);
    try (RedisServerProcess redis = RedisServerProcess.started("--appendonly", "no")) {
      String[] ends = configuration.split("\\+");
      return run
          .results(
              ends[0].equals("amqp") ? servers.amqpUrl() : redis.url(),
              ends[1].equals("rpc") ? "rpc" : redis.url(),
              "127.0.0.1:" + redis.port())
          .stream()
          .map(result ->
              DynamicTest.dynamicTest(
                  result.name(),
                  () -> {
                    if (result.failure() != null) {
                      throw new AssertionError(result.failure());
                    }
                  }));
    }
  }
}
