package io.celeriac.jdbc;

import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultCodec;
import io.celeriac.testing.JsonResultCodec;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What tests of this module share: opening backends the way an app does, and SQL past them. */
final class Databases {
  private Databases() {}

  static ResultBackend backend(String url) {
    return backend(url, Settings.defaults());
  }

  static ResultBackend backend(String url, Settings settings) {
    return backend(url, settings, new JsonResultCodec(), Clock.systemUTC());
  }

  static ResultBackend backend(String url, Settings settings, ResultCodec codec, Clock clock) {
    return new JdbcResultBackendProvider()
        .open(
            new ResultBackendConfig(
                BrokerUrl.parseAllBackends(List.of(url), "test"), settings, codec, clock));
  }

  /** Executes statements. */
  static void execute(String url, String... statements) {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rows of a query, binary columns as text. */
  static List<Map<String, @Nullable Object>> rows(String url, String sql) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      ResultSetMetaData columns = results.getMetaData();
      while (results.next()) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          Object value = results.getObject(i);
          row.put(
              columns.getColumnLabel(i),
              value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value);
        }
        rows.add(row);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  static Connection connect(String url) throws SQLException {
    DatabaseUrl parsed = DatabaseUrl.parse(url, "test");
    return parsed.user().isEmpty()
        ? DriverManager.getConnection(parsed.jdbc())
        : DriverManager.getConnection(
            parsed.jdbc(), parsed.user().get(), parsed.password().orElse(""));
  }
}
