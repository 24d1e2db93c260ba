package io.celeriac.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.celeriac.ResultBackendException;
import io.celeriac.spi.Patience;
import io.celeriac.spi.Pauses;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections to the database, made when they are first needed, and Celery's two tables in it.
 * Operations that fail are tried again. Thread-safe.
 */
final class Database implements AutoCloseable {
  private static final int CONNECTIONS = 10;
  private static final Duration CONNECT_TIME = Duration.ofSeconds(5);
  private static final Duration OPEN_TIME = Duration.ofSeconds(1);
  private static final String CONNECTION_LOST = "08"; // the class of such states
  private static final Duration IDLE_TIME = Duration.ofMinutes(1);

  /** The tables, as they are there. */
  record Tables(Table tasks, Table groups) {}

  /** What is done with a connection, each statement a transaction of its own. */
  interface Operation<T> {
    T on(Connection connection, Tables tables) throws SQLException;
  }

  private final DatabaseUrl url;
  private final TableName tasks;
  private final TableName groups;
  private final Patience patience;
  private final int connections;
  private final Semaphore turns;
  private final ReentrantLock poolLock = new ReentrantLock();
  private final ReentrantLock tablesLock = new ReentrantLock();
  private @Nullable HikariDataSource pool;
  private volatile @Nullable Tables tables;
  private volatile boolean closed;

  Database(DatabaseUrl url, TableName tasks, TableName groups, Pauses retries) {
    this.url = url;
    this.tasks = tasks;
    this.groups = groups;
    this.patience = new Patience(retries);
    // SQLite has one writer at a time, and one in memory lasts as long as its connection.
    this.connections = url.isSqlite() ? 1 : CONNECTIONS;
    this.turns = new Semaphore(connections, true);
  }

  String displayUrl() {
    return url.display();
  }

  /**
   * Does something, again when it fails.
   *
   * @param what what is done, as in "Could not …"
   * @throws ResultBackendException when it cannot be done
   */
  <T> T call(String what, Operation<T> operation) {
    Patience.Attempts attempts = patience.start();
    while (true) {
      try {
        return inTurn(operation);
      } catch (SQLException e) {
        if (!mayPass(e) || !attempts.again()) {
          throw new ResultBackendException(
              "Could not %s in %s: %s".formatted(what, url.display(), reason(e)), e);
        }
      }
    }
  }

  /**
   * Waiting for others is no failure, however many they are: the pool sees only whose turn it is.
   */
  private <T> T inTurn(Operation<T> operation) throws SQLException {
    turns.acquireUninterruptibly();
    HikariDataSource source = pool();
    try (Connection connection = source.getConnection()) {
      return operation.on(connection, tables(connection));
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

  /** Makes the tables that are missing. */
  void prepare() {
    call("look for the tables", (connection, found) -> found);
  }

  private HikariDataSource pool() {
    poolLock.lock();
    try {
      if (closed) {
        throw new ResultBackendException("The result backend " + url.display() + " is closed");
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
    config.setPoolName("celeriac-results");
    config.setJdbcUrl(url.jdbc());
    url.user().ifPresent(config::setUsername);
    url.password().ifPresent(config::setPassword);
    url.properties().forEach(config::addDataSourceProperty);
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

  private Tables tables(Connection connection) throws SQLException {
    Tables known = tables;
    if (known != null) {
      return known;
    }
    tablesLock.lock();
    try {
      if (tables == null) {
        TableMaker maker = new TableMaker(connection);
        tables = new Tables(maker.table(tasks), maker.table(groups));
      }
      return tables;
    } finally {
      tablesLock.unlock();
    }
  }

  /** Malformed data, refused accounts, unknown names and unusable files stay as they are. */
  private boolean mayPass(SQLException failure) {
    if (url.isSqlite() && failure instanceof SQLTransientConnectionException) {
      return false;
    }
    String state = failure.getSQLState();
    return state == null
        || !(state.startsWith("0A")
            || state.startsWith("22")
            || state.startsWith("28")
            || state.startsWith("42"));
  }

  /** The pool only says that it had no connection in time; its cause says why. */
  private static String reason(SQLException failure) {
    Throwable cause = failure.getCause();
    return cause instanceof SQLException connecting && connecting.getMessage() != null
        ? failure.getMessage() + " " + connecting.getMessage()
        : String.valueOf(failure.getMessage());
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
