package io.celeriac.jdbc;

import io.celeriac.ResultBackendException;
import io.celeriac.spi.Pauses;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The database of results: connections to it, and Celery's two tables in it. Thread-safe. */
final class Database implements AutoCloseable {

  /** The tables, as they are there. */
  record Tables(Table tasks, Table groups) {}

  /** What is done with a connection, each statement a transaction of its own. */
  interface Operation<T> {
    T on(Connection connection, Tables tables) throws SQLException;
  }

  private final Connections connections;
  private final String display;
  private final TableName tasks;
  private final TableName groups;
  private final ReentrantLock tablesLock = new ReentrantLock();
  private volatile @Nullable Tables tables;

  Database(DatabaseUrl url, TableName tasks, TableName groups, Pauses retries) {
    this.connections = new Connections(url, "results", ResultBackendException::new, retries);
    this.display = url.display();
    this.tasks = tasks;
    this.groups = groups;
  }

  String displayUrl() {
    return display;
  }

  /**
   * Does something, again when it fails.
   *
   * @param what what is done, as in "Could not …"
   * @throws ResultBackendException when it cannot be done
   */
  <T> T call(String what, Operation<T> operation) {
    return connections.call(what, connection -> operation.on(connection, tables(connection)));
  }

  /** Makes the tables that are missing. */
  void prepare() {
    call("look for the tables", (connection, found) -> found);
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

  @Override
  public void close() {
    connections.close();
  }
}
