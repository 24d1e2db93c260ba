package io.celeriac.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table as it is there, and the statements on it. Each is a transaction of its own, so that no
 * lock is held over a round trip. A table that lacks some of the columns is read and written
 * without them.
 */
final class Table {
  private final TableName table;
  private final Dialect dialect;
  private final List<Column> columns;
  private final boolean numbered;
  private final String name;
  private final String key;

  /**
   * A table with the columns that are there.
   *
   * @param numbered whether its ids come by themselves
   */
  Table(TableName table, Dialect dialect, Set<String> present, boolean numbered) {
    this.table = table;
    this.dialect = dialect;
    this.columns =
        table.columns().stream()
            .filter(column -> !column.equals(Column.ID) && present.contains(column.name()))
            .toList();
    this.numbered = numbered;
    this.name = table.in(dialect);
    this.key = table.key().name();
  }

  /** Overwrites the row of a key, where a condition on it holds; false when there is no such. */
  boolean update(Connection connection, Map<String, @Nullable Object> row, String condition)
      throws SQLException {
    List<Column> changed = columns.stream().filter(column -> !column.equals(table.key())).toList();
    String sql =
        "UPDATE %s SET %s WHERE %s = ?%s"
            .formatted(
                name,
                changed.stream()
                    .map(column -> column.name() + " = ?")
                    .collect(Collectors.joining(", ")),
                key,
                condition);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int index = 1;
      for (Column column : changed) {
        bind(statement, index++, column, row.get(column.name()));
      }
      bind(statement, index, table.key(), row.get(key));
      return statement.executeUpdate() > 0;
    }
  }

  /** Adds a row; false when there is one of the same key. */
  boolean insert(Connection connection, Map<String, @Nullable Object> row) throws SQLException {
    boolean sequence = dialect.sequences() && !numbered;
    String sql =
        "INSERT INTO %s (%s%s) VALUES (%s%s)"
            .formatted(
                name,
                sequence ? "id, " : "",
                columns.stream().map(Column::name).collect(Collectors.joining(", ")),
                sequence ? dialect.next(table.sequenceIn(dialect)) + ", " : "",
                placeholders(columns.size()));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int index = 1;
      for (Column column : columns) {
        bind(statement, index++, column, row.get(column.name()));
      }
      statement.executeUpdate();
      return true;
    } catch (SQLException e) {
      if (dialect.isDuplicate(e)) {
        return false;
      }
      throw e;
    }
  }

  /** The rows of some keys, of those that a condition holds for. */
  List<Map<String, @Nullable Object>> find(
      Connection connection, List<String> keys, String condition) throws SQLException {
    // As many parameters as a power of two, so that there are few different statements to prepare.
    int parameters = keys.size() <= 1 ? 1 : 2 * Integer.highestOneBit(keys.size() - 1);
    String sql =
        "SELECT %s FROM %s WHERE %s IN (%s)%s"
            .formatted(
                columns.stream().map(Column::name).collect(Collectors.joining(", ")),
                name,
                key,
                placeholders(parameters),
                condition);
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters; i++) {
        statement.setString(i + 1, keys.get(Math.min(i, keys.size() - 1)));
      }
      try (ResultSet results = statement.executeQuery()) {
        while (results.next()) {
          rows.add(row(results));
        }
      }
    }
    return rows;
  }

  /** Whether there is a row of the same key for which a condition holds. */
  boolean has(Connection connection, Map<String, @Nullable Object> row, String condition)
      throws SQLException {
    String sql = "SELECT 1 FROM %s WHERE %s = ?%s".formatted(name, key, condition);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, 1, table.key(), row.get(key));
      try (ResultSet results = statement.executeQuery()) {
        return results.next();
      }
    }
  }

  void delete(Connection connection, String id) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM %s WHERE %s = ?".formatted(name, key))) {
      statement.setString(1, id);
      statement.executeUpdate();
    }
  }

  /** Deletes what was done before a time, in UTC. */
  int deleteOlder(Connection connection, LocalDateTime time) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM %s WHERE date_done < ?".formatted(name))) {
      bind(statement, 1, Column.DATE_DONE, time);
      return statement.executeUpdate();
    }
  }

  private Map<String, @Nullable Object> row(ResultSet results) throws SQLException {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    int index = 1;
    for (Column column : columns) {
      row.put(column.name(), read(results, index++, column));
    }
    return row;
  }

  private @Nullable Object read(ResultSet results, int index, Column column) throws SQLException {
    return switch (column.kind()) {
      case BINARY -> results.getBytes(index);
      case KEY, STATUS, TEXT, NAME -> results.getString(index);
      case TIME ->
          dialect.timesAreText()
              ? TimeText.read(results.getString(index))
              : results.getObject(index, LocalDateTime.class);
      case ID, NUMBER -> {
        long number = results.getLong(index);
        yield results.wasNull() ? null : number;
      }
    };
  }

  private void bind(PreparedStatement statement, int index, Column column, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(index, sqlType(column.kind()));
      case byte[] bytes -> statement.setBytes(index, bytes);
      case String text -> statement.setString(index, text);
      case LocalDateTime time when dialect.timesAreText() ->
          statement.setString(index, TimeText.of(time));
      default -> statement.setObject(index, value);
    }
  }

  private int sqlType(Column.Kind kind) {
    return switch (kind) {
      case BINARY -> Types.VARBINARY;
      case KEY, STATUS, TEXT, NAME -> Types.VARCHAR;
      case TIME -> dialect.timesAreText() ? Types.VARCHAR : Types.TIMESTAMP;
      case ID, NUMBER -> Types.INTEGER;
    };
  }

  private static String placeholders(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }
}
