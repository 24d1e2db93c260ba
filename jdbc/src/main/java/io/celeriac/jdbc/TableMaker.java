package io.celeriac.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds Celery's tables, makes those that are missing, and adds to older ones the columns that
 * Celery has added since. Nothing is changed where all is there, so that no right to do so is
 * needed then.
 */
final class TableMaker {
  private static final Logger log = LoggerFactory.getLogger(TableMaker.class);
  private static final int TRIES = 10;

  /** What is known of a table that is there. */
  private record Found(Set<String> columns, boolean numbered) {}

  private final Connection connection;
  private final Dialect dialect;
  private @Nullable SQLException unreadable;

  TableMaker(Connection connection) throws SQLException {
    this.connection = connection;
    DatabaseMetaData product = connection.getMetaData();
    this.dialect =
        Dialect.of(product.getDatabaseProductName(), product.getDatabaseProductVersion());
  }

  /** The table as it is there, made if need be. */
  Table table(TableName name) throws SQLException {
    Found found = foundOrMade(name);
    if (addMissing(name, found.columns)) {
      found = look(name).orElse(found);
    }
    return new Table(name, dialect, found.columns, found.numbered);
  }

  /** Others may be making it at the same time, and then one of us fails. */
  private Found foundOrMade(TableName name) throws SQLException {
    for (int tries = 1; ; tries++) {
      Optional<Found> found = look(name);
      if (found.isPresent()) {
        return found.get();
      }
      try {
        make(name);
      } catch (SQLException e) {
        if (tries == TRIES) {
          if (unreadable != null) {
            e.addSuppressed(unreadable);
          }
          throw e;
        }
      }
    }
  }

  /** A look into the table asks for no more than the right to read it, wherever it lies. */
  private Optional<Found> look(TableName name) {
    try (Statement statement = connection.createStatement();
        ResultSet nothing =
            statement.executeQuery("SELECT * FROM " + name.in(dialect) + " WHERE 1 = 0")) {
      ResultSetMetaData columns = nothing.getMetaData();
      Set<String> present = new HashSet<>();
      boolean numbered = false;
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        String column = columns.getColumnName(i).toLowerCase(Locale.ROOT);
        present.add(column);
        numbered |= column.equals(Column.ID.name()) && columns.isAutoIncrement(i);
      }
      return Optional.of(new Found(present, numbered));
    } catch (SQLException e) {
      unreadable = e;
      return Optional.empty();
    }
  }

  private void make(TableName name) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      if (dialect.sequences()) {
        statement.execute("CREATE SEQUENCE IF NOT EXISTS " + name.sequenceIn(dialect));
      }
      statement.execute(definition(name));
      statement.execute(name.index(dialect));
      connection.commit();
      log.info("Made the table {}", name);
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private String definition(TableName name) {
    String columns =
        name.columns().stream()
            .map(column -> column.name() + " " + dialect.type(column.kind()))
            .collect(Collectors.joining(", "));
    return "CREATE TABLE %s (%s, %sUNIQUE (%s))"
        .formatted(
            name.in(dialect),
            columns,
            dialect.keyIsInType() ? "" : "PRIMARY KEY (id), ",
            name.key().name());
  }

  /** Whether any was added; what cannot be is done without. */
  private boolean addMissing(TableName name, Set<String> present) {
    boolean added = false;
    for (Column column : name.columns()) {
      if (present.contains(column.name()) || column.equals(Column.ID)) {
        continue;
      }
      String sql =
          "ALTER TABLE %s ADD COLUMN %s %s"
              .formatted(name.in(dialect), column.name(), dialect.type(column.kind()));
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
        log.info("Added the column {} to the table {}", column.name(), name);
      } catch (SQLException e) {
        // Perhaps somebody else was quicker, which the next look shows.
        log.warn(
            "The table {} lacks the column {}, which could not be added ({}); to keep what belongs"
                + " there, execute: {}",
            name,
            column.name(),
            e.getMessage(),
            sql);
      }
      added = true;
    }
    return added;
  }
}
