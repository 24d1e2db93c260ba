package io.celeriac.testing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Redis server that a test owns, for tests that kill, freeze or restart it: on a free port of the
 * loopback address and on a Unix socket, in a temporary directory that goes with it. Every write is
 * on disk before it is answered, so that a restarted server has what it had. Starting it takes some
 * tens of milliseconds. Methods wait for their effect; safe from any thread.
 */
public final class RedisServerProcess implements AutoCloseable {
  private final int port;
  private final Path directory;
  private final ServerProcess process;

  private RedisServerProcess(int port, Path directory, List<String> command) {
    this.port = port;
    this.directory = directory;
    this.process =
        new ServerProcess("redis-server on port " + port, directory, command, Map.of(), this::up);
  }

  /**
   * Starts a server with more settings, written as on its command line: {@code "--requirepass",
   * "secret"}. Aborts the test, or fails it with {@code CI=true}, when no Redis is installed.
   */
  public static RedisServerProcess started(String... options) {
    int port = FreePort.find();
    Path directory = ServerProcess.directory("redis");
    List<String> command = new ArrayList<>();
    command.add(TestServers.ofEnvironment().redisServer().toString());
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--unixsocket", directory.resolve("redis.sock").toString()));
    command.addAll(List.of("--dir", directory.toString(), "--save", ""));
    command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always"));
    command.addAll(List.of(options));
    RedisServerProcess server = new RedisServerProcess(port, directory, command);
    server.start();
    return server;
  }

  public int port() {
    return port;
  }

  /** The URL of its database 0, without a password. */
  public String url() {
    return "redis://127.0.0.1:" + port + "/0";
  }

  /** Its Unix domain socket. */
  public Path socket() {
    return directory.resolve("redis.sock");
  }

  /** Starts it again, on the same port and with the same data. */
  public void start() {
    process.start();
  }

  /** Ends it in good order (SIGTERM). */
  public void stop() {
    process.stop();
  }

  /** Ends it without warning (SIGKILL). */
  public void kill() {
    process.kill();
  }

  /** Freezes it (SIGSTOP): connections stay open, and nothing answers until {@link #thaw}. */
  public void freeze() {
    process.freeze();
  }

  /** Lets it go on (SIGCONT). */
  public void thaw() {
    process.thaw();
  }

  public boolean isRunning() {
    return process.isRunning();
  }

  /** Ends it however it stands, and deletes its data. */
  @Override
  public void close() {
    process.close();
  }

  // With a password set the answer is an error, which starts with '-': up all the same. While it
  // loads its data it says -LOADING.
  private boolean up() {
    byte[] ping = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    return Probe.answers(port, ping, "+PONG") || Probe.answers(port, ping, "-NOAUTH");
  }
}
