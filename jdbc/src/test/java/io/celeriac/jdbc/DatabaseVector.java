package io.celeriac.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A recording of what stock Celery keeps in SQLite, from the test resources. */
record DatabaseVector(JsonNode data) {

  static DatabaseVector of(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            DatabaseVector.class.getResourceAsStream("/vectors/" + name + ".json"))) {
      return new DatabaseVector(new JsonMapper().readTree(in).path("data"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The statements that make the tables. */
  List<String> schema() {
    return data.path("schema").valueStream().map(JsonNode::asString).toList();
  }

  /** The rows of a table without their numbers, values in binary columns as text. */
  List<Map<String, @Nullable Object>> rows(String table) {
    JsonNode rows = data.path("rows");
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (JsonNode row : rows.isArray() ? rows : rows.path(table)) {
      Map<String, @Nullable Object> columns = new LinkedHashMap<>();
      row.properties().forEach(column -> columns.put(column.getKey(), value(column.getValue())));
      columns.remove("id");
      all.add(columns);
    }
    return all;
  }

  private static @Nullable Object value(JsonNode column) {
    if (column.isNull()) {
      return null;
    }
    if (column.isNumber()) {
      return column.asInt();
    }
    return column.isObject() ? column.path("raw").asString() : column.asString();
  }
}
