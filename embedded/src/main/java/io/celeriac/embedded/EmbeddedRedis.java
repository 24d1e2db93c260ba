package io.celeriac.embedded;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Redis of one's own, for development and demonstrations only: it listens on a free port of
 * the loopback address, asks for a random password, keeps nothing on disk and ends with this JVM,
 * however that ends. It is the {@code redis-server} or {@code valkey-server} on the {@code PATH},
 * or else the one that the library {@code com.github.codemonstur:embedded-redis} carries in its
 * jar. Thread-safe.
 */
public final class EmbeddedRedis implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Between our choice of a free port and the server's bind, somebody else may have taken it. */
  private static final int ATTEMPTS = 3;

  private final ServerConfig config;
  private final ServerProcess process;
  private final String program;

  private EmbeddedRedis(ServerConfig config, ServerProcess process, String program) {
    this.config = config;
    this.process = process;
    this.program = program;
  }

  /**
   * Starts one, and returns when it answers.
   *
   * @throws EmbeddedRedisException when none starts, naming each program that was tried and what
   *     became of it
   */
  public static EmbeddedRedis start() {
    return start(RedisPrograms.of(System.getenv("PATH")));
  }

  static EmbeddedRedis start(List<RedisProgram> programs) {
    List<String> troubles = new ArrayList<>();
    for (RedisProgram program : programs) {
      for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        try {
          return start(program);
        } catch (PortTakenException e) {
          LOG.debug("{}; trying another port", e.getMessage());
          if (attempt == ATTEMPTS) {
            troubles.add(program.origin() + ": " + e.getMessage());
          }
        } catch (IOException e) {
          troubles.add(program.origin() + ": " + e.getMessage());
          break;
        }
      }
    }
    throw new EmbeddedRedisException(
        "No Redis could be started. Tried:\n  "
            + String.join("\n  ", troubles)
            + "\nInstall redis-server or valkey-server so that it is on the PATH, or use a broker"
            + " that is running already.");
  }

  private static EmbeddedRedis start(RedisProgram program) throws IOException {
    OwnDirectory directory = OwnDirectory.create();
    try {
      ServerConfig config = new ServerConfig(freePort(), password(), directory.path());
      ServerProcess process =
          ServerProcess.start(program.locate(directory.path()), config, directory);
      process.awaitReady(PATIENCE);
      LOG.info(
          "Started {} on 127.0.0.1:{}, for development only: it keeps nothing, and ends with this"
              + " process",
          program.origin(),
          config.port());
      return new EmbeddedRedis(config, process, program.origin());
    } catch (IOException | RuntimeException e) {
      directory.delete();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, ServerConfig.HOST)) {
      return socket.getLocalPort();
    }
  }

  private static String password() {
    byte[] random = new byte[9];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().encodeToString(random);
  }

  /** Its URL with the password, database 0: for {@code broker_url} and {@code result_backend}. */
  public String url() {
    return config.url();
  }

  /** The port of the loopback address that it listens on. */
  public int port() {
    return config.port();
  }

  /** Which program runs: its path, or that it comes from the library's jar. */
  public String program() {
    return program;
  }

  /** Where it may write. */
  Path directory() {
    return config.directory();
  }

  /** What it says of itself, such as {@code Redis 7.0.15}. */
  public String version() {
    return process.version();
  }

  /** Ends it, and removes what it had on disk. More calls do nothing. */
  @Override
  public void close() {
    process.close();
  }
}
