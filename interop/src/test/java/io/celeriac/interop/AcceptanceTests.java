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

  private final String broker;
  private final String backend;

  AcceptanceTests(String broker, String backend) {
    this.broker = broker;
    this.backend = backend;
  }

  @TestFactory
  Stream<DynamicTest> celerys_own_tests() throws Exception {
    TestServers servers = TestServers.ofEnvironment();
    AcceptanceRun run = new AcceptanceRun(servers, broker + "+" + backend);
    try (RedisServerProcess redis = RedisServerProcess.started("--appendonly", "no")) {
      return run
          .results(
              broker.equals("amqp") ? servers.amqpUrl() : redis.url(),
              backend.equals("rpc") ? "rpc" : redis.url(),
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
