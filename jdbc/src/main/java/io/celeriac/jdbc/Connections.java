package io.celeriac.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.DriverDataSource;
import io.celeriac.CeleryException;
import io.celeriac.spi.Patience;
import io.celeriac.spi.Pauses;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections to a database, made when they are first needed. Operations that fail are tried
 * again. Thread-safe.
 */
final class Connections implements AutoCloseable {
  private static final int CONNECTIONS = 10;
  private static final Duration CONNECT_TIME = Duration.ofSeconds(5);
  private static final Duration OPEN_TIME = Duration.ofSeconds(1);
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final String CONNECTION_LOST = "08"; // the class of such states
  private static final Duration IDLE_TIME = Duration.ofMinutes(1);

  /** What is done with a connection, each statement a transaction of its own. */
  interface Operation<T> {
    T on(Connection connection) throws SQLException;
  }

  /** How a failure is told. */
  interface Failure {
    CeleryException of(String message, @Nullable Throwable cause);
  }

  private final DatabaseUrl url;
  private final String purpose;
  private final Failure failure;
  private final Patience patience;
  private final int connections;
  private final Semaphore turns;
  private final ReentrantLock poolLock = new ReentrantLock();
  private @Nullable HikariDataSource pool;
  private volatile boolean closed;

  /**
   * Connects to nothing yet.
   *
   * @param purpose what is kept there, in one word
   * @param failure what is thrown when an operation has failed for good
   */
  Connections(DatabaseUrl url, String purpose, Failure failure, Pauses retries) {
    this.url = url;
    this.purpose = purpose;
    this.failure = failure;
    this.patience = new Patience(retries);
    // SQLite has one writer at a time, and one in memory lasts as long as its connection.
    this.connections = url.isSqlite() ? 1 : CONNECTIONS;
    this.turns = new Semaphore(connections, true);
  }

  /**
   * Does something, again when it fails.
   *
   * @param what what is done, as in "Could not …"
   * @throws CeleryException when it cannot be done
   */
  <T> T call(String what, Operation<T> operation) {
    Patience.Attempts attempts = patience.start();
    while (true) {
      try {
        return inTurn(operation);
      } catch (SQLException e) {
        if (!mayPass(e) || !attempts.again()) {
          throw failure.of("Could not %s in %s: %s".formatted(what, url.display(), reason(e)), e);
        }
      }
    }
  }

  /**
   * Waiting for others is no failure, however many they are: the pool sees only whose turn it is.
   */
  private <T> T inTurn(Operation<T> operation) throws SQLException {
    // Each turn ends: connecting, and the silence of a server, have their limits.
    turns.acquireUninterruptibly();
    HikariDataSource source = pool();
    try (Connection connection = source.getConnection()) {
      limitSilence(connection);
      return operation.on(connection);
    } catch (SQLException e) {
      if (String.valueOf(e.getSQLState()).startsWith(CONNECTION_LOST)) {
        // The others are likely to be dead too, and would use up the tries.
        source.getHikariPoolMXBean().softEvictConnections();
      }
      throw e;
    } finally {
      turns.release();
    }
  }

  /**
   * A server that says nothing for so long is gone, whatever the driver thinks; what its URL says
   * of that goes before.
   */
  private static void limitSilence(Connection connection) throws SQLException {
    try {
      if (connection.getNetworkTimeout() == 0) {
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(SILENCE.toMillis()));
      }
    } catch (SQLFeatureNotSupportedException e) {
      // A database in this process, or in a file: there is no network.
    }
  }

  private HikariDataSource pool() {
    poolLock.lock();
    try {
      if (closed) {
        throw failure.of("The database " + url.display() + " of " + purpose + " is closed", null);
      }
      if (pool == null) {
        pool = new HikariDataSource(config());
      }
      return pool;
    } finally {
      poolLock.unlock();
    }
  }

  private HikariConfig config() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("celeriac-" + purpose);
    // Not by the pool's own settings, which it logs.
    Properties properties = new Properties();
    properties.putAll(url.properties());
    config.setDataSource(
        new DriverDataSource(
            url.jdbc(), null, properties, url.user().orElse(null), url.password().orElse(null)));
    config.setConnectionTimeout((url.isSqlite() ? OPEN_TIME : CONNECT_TIME).toMillis());
    config.setInitializationFailTimeout(-1); // not even tried before a connection is needed
    config.setMaximumPoolSize(connections);
    if (url.isSqlite()) {
      config.setMaxLifetime(0);
    } else {
      config.setMinimumIdle(0);
      config.setIdleTimeout(IDLE_TIME.toMillis());
    }
    return config;
  }

  /** Malformed data, refused accounts, unknown names and unusable files stay as they are. */
  private boolean mayPass(SQLException thrown) {
    if (url.isSqlite() && thrown instanceof SQLTransientConnectionException) {
      return false;
    }
    String state = thrown.getSQLState();
    return state == null
        || !(state.startsWith("0A")
            || state.startsWith("22")
            || state.startsWith("28")
            || state.startsWith("42"));
  }

  /** The pool only says that it had no connection in time; its cause says why. */
  private static String reason(SQLException thrown) {
    Throwable cause = thrown.getCause();
    return cause instanceof SQLException connecting && connecting.getMessage() != null
        ? thrown.getMessage() + " " + connecting.getMessage()
        : String.valueOf(thrown.getMessage());
  }

  @Override
  public void close() {
    closed = true;
    patience.close();
    poolLock.lock();
    try {
      if (pool != null) {
        pool.close();
      }
    } finally {
      poolLock.unlock();
    }
  }
}
