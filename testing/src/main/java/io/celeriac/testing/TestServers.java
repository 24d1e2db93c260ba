package io.celeriac.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * Where the servers are that tests talk to, read from environment variables. A test that asks for
 * one that is not there is aborted, which JUnit reports as skipped, so that a plain build works on
 * a machine without servers; with {@code CI=true} it fails, so that nothing goes unnoticed where
 * all of it is supposed to run. Either says which variable is missing.
 */
public final class TestServers {
  private static final String HOW_TO_SET = "; ./test starts the servers and sets it";

  private final Map<String, String> environment;

  TestServers(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** The servers that the environment of this JVM names. */
  public static TestServers ofEnvironment() {
    return new TestServers(System.getenv());
  }

  /** The URL of a Redis, such as {@code redis://127.0.0.1:6379/0}. */
  public String redisUrl() {
    return required("CELERIAC_TEST_REDIS_URL", "the URL of a Redis server");
  }

  /** The Unix domain socket of a Redis. */
  public Path redisSocket() {
    return Path.of(required("CELERIAC_TEST_REDIS_SOCKET", "the Unix socket of a Redis server"));
  }

  /** The URL of a RabbitMQ, such as {@code amqp://guest:guest@127.0.0.1:5672//}. */
  public String amqpUrl() {
    return required("CELERIAC_TEST_AMQP_URL", "the URL of a RabbitMQ server");
  }

  /** The URL of the same Redis over TLS, with the certificate of {@link #tlsCa}. */
  public String redisTlsUrl() {
    return required("CELERIAC_TEST_REDIS_TLS_URL", "the rediss:// URL of a Redis server");
  }

  /** The URL of the same RabbitMQ over TLS, with the certificate of {@link #tlsCa}. */
  public String amqpTlsUrl() {
    return required("CELERIAC_TEST_AMQP_TLS_URL", "the amqps:// URL of a RabbitMQ server");
  }

  /**
   * The URL of a PostgreSQL, as SQLAlchemy reads it: {@code
   * postgresql://user:password@127.0.0.1:5432/database}, the password in percent form.
   */
  public String postgresqlUrl() {
    return required("CELERIAC_TEST_POSTGRESQL_URL", "the URL of a PostgreSQL server");
  }

  /** The certificate, as PEM, that signed those of the servers; they are for localhost. */
  public Path tlsCa() {
    return Path.of(required("CELERIAC_TEST_TLS_CA", "the servers' certificate authority"));
  }

  /** The {@code rabbitmqctl} of the RabbitMQ of {@link #amqpUrl}. */
  public Path rabbitMqCtl() {
    return Path.of(required("CELERIAC_TEST_RABBITMQCTL", "the rabbitmqctl of that server"));
  }

  /**
   * The management API of the RabbitMQ of {@link #amqpUrl}, as Flower wants it: {@code
   * http://guest:guest@127.0.0.1:15672/api/}.
   */
  public String rabbitMqApiUrl() {
    return required("CELERIAC_TEST_RABBITMQ_API_URL", "the URL of its management API");
  }

  /** A Python interpreter that has Celery installed. */
  public Path python() {
    return Path.of(required("CELERIAC_TEST_PYTHON", "a Python interpreter with Celery"));
  }

  /** The {@code celeriac} command, built. */
  public Path launcher() {
    return Path.of(required("CELERIAC_TEST_LAUNCHER", "the celeriac command, built"));
  }

  /** The worker with the tasks of Celery's own integration tests. */
  public Path acceptanceWorker() {
    return Path.of(required("CELERIAC_TEST_ACCEPTANCE_WORKER", "interop/acceptance-worker, built"));
  }

  /** The directory of the module faults with its executables, built. */
  public Path faults() {
    return Path.of(required("CELERIAC_TEST_FAULTS", "the directory faults, its executables built"));
  }

  /** Whether all of those tests are to be run, which takes an hour, and not a selection. */
  public boolean acceptsAll() {
    return set("CELERIAC_TEST_ACCEPTANCE").map("all"::equals).orElse(false);
  }

  /** The program of the Rusty Celery side. */
  public Path rusty() {
    return Path.of(required("CELERIAC_TEST_RUSTY", "the Rusty Celery program, built"));
  }

  /**
   * The program that starts a Redis: {@code CELERIAC_TEST_REDIS_SERVER}, else {@code redis-server}
   * or {@code valkey-server} on the PATH.
   */
  public Path redisServer() {
    return program("CELERIAC_TEST_REDIS_SERVER", List.of("redis-server", "valkey-server"));
  }

  /**
   * The program that starts a RabbitMQ: {@code CELERIAC_TEST_RABBITMQ_SERVER}, else {@code
   * rabbitmq-server} where Debian keeps the one that any user may start, else on the PATH.
   */
  public Path rabbitMqServer() {
    return program(
        "CELERIAC_TEST_RABBITMQ_SERVER",
        List.of("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server"));
  }

  private Path program(String variable, List<String> candidates) {
    return set(variable)
        .map(Path::of)
        .or(() -> candidates.stream().flatMap(this::executables).findFirst())
        .orElseThrow(
            () -> missing(variable + " is not set, and none of " + candidates + " is installed"));
  }

  private Stream<Path> executables(String name) {
    if (name.startsWith("/")) {
      return Stream.of(Path.of(name)).filter(Files::isExecutable);
    }
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable);
  }

  private String required(String variable, String what) {
    return set(variable).orElseThrow(() -> missing(variable + " is not set: " + what + HOW_TO_SET));
  }

  private Optional<String> set(String variable) {
    @Nullable String value = environment.get(variable);
    return value == null || value.isBlank() ? Optional.empty() : Optional.of(value);
  }

  /** Skips a test for what this machine has not; fails it instead in continuous integration. */
  public void require(boolean there, String missing) {
    if (!there) {
      throw missing(missing);
    }
  }

  private TestAbortedException missing(String reason) {
    if (Boolean.parseBoolean(environment.get("CI"))) {
      throw new AssertionFailedError(reason + ". With CI=true what is missing is a failure.");
    }
    return new TestAbortedException(reason);
  }
}
