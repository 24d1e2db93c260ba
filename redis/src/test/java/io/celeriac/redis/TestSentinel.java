package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.testing.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/** A master and a Sentinel that knows it as {@code mymaster}, of a test's own. */
final class TestSentinel implements AutoCloseable {
  private static final int ATTEMPTS = 5;

  private final TestRedis master;
  private final Path configuration;
  private final Process process;
  private final int port;

  private TestSentinel(TestRedis master, Path configuration, Process process, int port) {
    this.master = master;
    this.configuration = configuration;
    this.process = process;
    this.port = port;
  }

  /** Starts both; waits until the Sentinel offers the master. */
  static TestSentinel started() {
    TestRedis master = TestRedis.started();
    try {
      Path configuration = Files.createTempFile("celeriac-sentinel-", ".conf");
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        int port = freePort();
        Files.writeString(
            configuration,
            """
            port %d
            bind 127.0.0.1
            sentinel monitor mymaster 127.0.0.1 %d 1
            """
                .formatted(port, master.port()));
        Process process =
            new ProcessBuilder(
                    TestServers.ofEnvironment().redisServer().toString(),
                    configuration.toString(),
                    "--sentinel")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Awaitility.await("the Sentinel")
            .atMost(Duration.ofSeconds(60))
            .until(() -> !process.isAlive() || offers(port));
        if (process.isAlive()) {
          return new TestSentinel(master, configuration, process, port);
        }
      }
      throw new IllegalStateException("No Sentinel stayed up in " + ATTEMPTS + " attempts");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static boolean offers(int port) {
    try (RedisConnection connection =
        new Dialer(RedisTests.connection()).dial(new Address.Tcp("127.0.0.1", port))) {
      Object masters =
          connection
              .call(
                  List.of(
                      new CommandArguments(Protocol.Command.SENTINEL)
                          .add("GET-MASTER-ADDR-BY-NAME")
                          .add("mymaster")))
              .getFirst();
      return masters instanceof List<?>;
    } catch (BrokerException notYet) {
      return false;
    }
  }

  String url() {
    return "sentinel://127.0.0.1:" + port + "/0";
  }

  TestRedis master() {
    return master;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
    master.close();
    try {
      Files.deleteIfExists(configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
