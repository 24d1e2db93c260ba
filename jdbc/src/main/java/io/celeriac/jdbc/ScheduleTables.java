package io.celeriac.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of a schedule, which are ours and not Celery's; made where they are missing. */
final class ScheduleTables {
  private static final Logger log = LoggerFactory.getLogger(ScheduleTables.class);
  private static final int TRIES = 10;

  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Dialect dialect;

  /** Makes sure that they are there. */
  void require(Connection connection) throws SQLException {
    if (dialect != null) {
      return;
    }
    lock.lock();
    try {
      Dialect spoken = dialect(connection);
      make(
          connection,
          "celeriac_beat_entry",
          "schedule VARCHAR(155) NOT NULL, name VARCHAR(255) NOT NULL, definition %s NOT NULL,"
                  .formatted(spoken.type(Column.Kind.TEXT))
              + " run VARCHAR(500) NOT NULL, PRIMARY KEY (schedule, name)");
      make(
          connection,
          "celeriac_beat_leader",
          "schedule VARCHAR(155) NOT NULL PRIMARY KEY, owner VARCHAR(255) NOT NULL,"
              + " beats BIGINT NOT NULL");
      dialect = spoken;
    } finally {
      lock.unlock();
    }
  }

  Dialect dialect(Connection connection) throws SQLException {
    Dialect known = dialect;
    if (known != null) {
      return known;
    }
    DatabaseMetaData product = connection.getMetaData();
    return Dialect.of(product.getDatabaseProductName(), product.getDatabaseProductVersion());
  }

  /** Others may be making it at the same time, and then one of us fails. */
  private static void make(Connection connection, String table, String columns)
      throws SQLException {
    for (int tries = 1; !isThere(connection, table); tries++) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE " + table + " (" + columns + ")");
        log.info("Made the table {}", table);
      } catch (SQLException e) {
        if (tries == TRIES) {
          throw e;
        }
      }
    }
  }

  private static boolean isThere(Connection connection, String table) {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0").close();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }
}
