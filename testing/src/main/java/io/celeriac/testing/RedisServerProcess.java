package io.celeriac.testing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server that a test owns, for tests that kill, freeze or restart it: on a free port of the
 * loopback address and on a Unix socket, in a temporary directory that goes with it. Every write is
 * on disk before it is answered, so that a restarted server has what it had. Starting it takes some
 * tens of milliseconds. Methods wait for their effect; safe from any thread.
 */
public final class RedisServerProcess implements OwnServer {
  private final int port;
  private final @Nullable FreePort tlsPort;
  private final Path directory;
  private final ServerProcess process;

  private RedisServerProcess(
      Path program, FreePort port, @Nullable FreePort tlsPort, List<String> options) {
    this.port = port.number();
    this.tlsPort = tlsPort;
    this.directory = ServerProcess.directory("redis");
    List<FreePort> ports = tlsPort == null ? List.of(port) : List.of(port, tlsPort);
    this.process =
        new ServerProcess(
            "redis-server on port " + port.number(),
            directory,
            command(program, options),
            Map.of(),
            ports,
            this::up);
  }

  /**
   * Starts a server with more settings, written as on its command line: {@code "--requirepass",
   * "secret"}. Aborts the test, or fails it with {@code CI=true}, when no Redis is installed.
   */
  public static RedisServerProcess started(String... options) {
    return started(FreePort::reserve, null, options);
  }

  /** Starts a server that also speaks TLS, on a port of its own; the settings say with what. */
  public static RedisServerProcess startedWithTls(String... options) {
    return started(FreePort::reserve, FreePort::reserve, options);
  }

  static RedisServerProcess started(
      Supplier<FreePort> ports, @Nullable Supplier<FreePort> tlsPorts, String... options) {
    Path program = TestServers.ofEnvironment().redisServer();
    return PortTakenException.retried(() -> {
      FreePort tlsPort = tlsPorts == null ? null : tlsPorts.get();
      RedisServerProcess server =
          new RedisServerProcess(program, ports.get(), tlsPort, List.of(options));
      server.process.startFirst();
      return server;
    });
  }

  @Override
  public int port() {
    return port;
  }

  /** The port for TLS of a server that was {@link #startedWithTls}. */
  public int tlsPort() {
    if (tlsPort == null) {
      throw new IllegalStateException("Without TLS; startedWithTls starts a server that has it");
    }
    return tlsPort.number();
  }

  /** The URL of its database 0, without a password. */
  @Override
  public String url() {
    return "redis://127.0.0.1:" + port + "/0";
  }

  /** Its Unix domain socket. */
  public Path socket() {
    return directory.resolve("redis.sock");
  }

  @Override
  public void start() {
    process.start();
  }

  @Override
  public void stop() {
    process.stop();
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void freeze() {
    process.freeze();
  }

  @Override
  public void thaw() {
    process.thaw();
  }

  public boolean isRunning() {
    return process.isRunning();
  }

  @Override
  public void close() {
    process.close();
  }

  private List<String> command(Path program, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    if (tlsPort != null) {
      command.addAll(List.of("--tls-port", Integer.toString(tlsPort.number())));
    }
    command.addAll(List.of("--unixsocket", socket().toString()));
    command.addAll(List.of("--dir", directory.toString(), "--save", ""));
    command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always"));
    command.addAll(options);
    return command;
  }

  // The socket is made after the port was taken: by then it is this server that answers there.
  // With a password set the answer is an error, which starts with '-': up all the same. While it
  // loads its data it says -LOADING.
  private boolean up() {
    byte[] ping = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    return Files.exists(socket())
        && (Probe.answers(port, ping, "+PONG") || Probe.answers(port, ping, "-NOAUTH"));
  }
}
