package io.celeriac.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables and rows are those that stock Celery makes, as far as they were recorded. */
class RecordedRowsTest {
  private static final Set<String> BINARY =
      Set.of("result", "children", "args", "kwargs", "stamps");

  @TempDir private Path directory;
  private String url = "";
  private @Nullable ResultBackend backend;

  @BeforeEach
  void openBackend() {
    url = "db+sqlite:///" + directory.resolve("results.db");
    backend = Databases.backend(url);
  }

  @AfterEach
  void closeBackend() {
    backend().close();
  }

  private ResultBackend backend() {
    if (backend == null) {
      throw new IllegalStateException("not opened");
    }
    return backend;
  }

  private static String plain(String sql) {
    return sql.replaceAll("\\s+", " ")
        .replaceAll("\\( ", "(")
        .replaceAll(" \\)", ")")
        .replace("\"", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"result-database-extended", "result-database-plain"})
  void the_tables_are_made_as_they_were_recorded(String vector) {
    assertThat(backend().find("nobody")).isEmpty();

    assertThat(Databases.rows(url, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))
        .extracting(row -> plain(String.valueOf(row.get("sql"))))
        .containsExactlyInAnyOrderElementsOf(
            DatabaseVector.of(vector).schema().stream().map(RecordedRowsTest::plain).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"result-database-extended", "result-database-plain"})
  void rows_are_read_and_written_as_they_were_recorded(String vector) throws SQLException {
    DatabaseVector recorded = DatabaseVector.of(vector);
    try (Connection connection = Databases.connect(url)) {
      for (String sql : recorded.schema()) {
        if (!sql.contains("sqlite_sequence")) {
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
          }
        }
      }
      for (Map<String, @Nullable Object> row : recorded.rows("celery_taskmeta")) {
        insert(connection, row);
      }
    }
    List<ResultDocument> documents = new ArrayList<>();
    for (Map<String, @Nullable Object> row : recorded.rows("celery_taskmeta")) {
      documents.add(backend().find(String.valueOf(row.get("task_id"))).orElseThrow());
    }
    Databases.execute(url, "DELETE FROM celery_taskmeta");
    documents.forEach(backend()::store);

    List<Map<String, @Nullable Object>> written =
        Databases.rows(url, "SELECT * FROM celery_taskmeta ORDER BY id");
    written.forEach(row -> row.remove("id"));
    assertThat(written).isEqualTo(recorded.rows("celery_taskmeta"));
  }

  private static void insert(Connection connection, Map<String, @Nullable Object> row)
      throws SQLException {
    String sql =
        "INSERT INTO celery_taskmeta (%s) VALUES (%s)"
            .formatted(
                String.join(", ", row.keySet()),
                String.join(", ", Collections.nCopies(row.size(), "?")));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int index = 1;
      for (Map.Entry<String, @Nullable Object> column : row.entrySet()) {
        boolean binary = BINARY.contains(column.getKey());
        statement.setObject(
            index++,
            binary && column.getValue() instanceof String text
                ? text.getBytes(UTF_8)
                : column.getValue());
      }
      statement.executeUpdate();
    }
  }

  @Test
  void a_group_is_kept_as_it_was_recorded() {
    Map<String, @Nullable Object> recorded =
        DatabaseVector.of("result-database-group").rows("celery_tasksetmeta").getFirst();
    assertThat(backend().findGroup("nobody")).isEmpty();
    String id = String.valueOf(recorded.get("taskset_id"));
    Databases.execute(
        url,
        "INSERT INTO celery_tasksetmeta (taskset_id, result, date_done) VALUES ('%s', CAST('%s' AS BLOB), '%s')"
            .formatted(id, recorded.get("result"), recorded.get("date_done")));
    backend().saveGroup(backend().findGroup(id).orElseThrow());

    assertThat(Databases.rows(url, "SELECT * FROM celery_tasksetmeta"))
        .singleElement()
        .satisfies(row -> {
          assertThat(row.get("taskset_id")).isEqualTo(id);
          assertThat(row.get("result")).isEqualTo(recorded.get("result"));
          assertThat(String.valueOf(row.get("date_done")))
              .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
        });
  }
}
