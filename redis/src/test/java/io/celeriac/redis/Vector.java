package io.celeriac.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A recording of what stock Celery does, from the test resources. */
record Vector(String name, JsonNode json) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Reads one by its name. */
  static Vector of(String name) {
    try (InputStream in =
        Objects.requireNonNull(Vector.class.getResourceAsStream("/vectors/" + name + ".json"))) {
      return new Vector(name, MAPPER.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode captured() {
    return json.path("captured");
  }

  /** The rows of a table. */
  List<JsonNode> rows() {
    List<JsonNode> rows = new ArrayList<>();
    captured().path("rows").forEach(rows::add);
    return rows;
  }

  /** The transport options it was made with. */
  @SuppressWarnings("unchecked")
  Map<String, Object> options() {
    return MAPPER.convertValue(json.path("given").path("transport_options"), Map.class);
  }

  /** The keys after one of its steps, by the step's number. */
  JsonNode keys(int step) {
    return captured().path("steps").path(step).path("redis_keys");
  }

  /** The arguments of the commands of a name in one of its steps. */
  List<List<String>> commands(int step, String name) {
    List<List<String>> commands = new ArrayList<>();
    for (JsonNode row : captured().path("steps").path(step).path("commands")) {
      List<String> words = new ArrayList<>();
      row.forEach(word -> words.add(word.asString()));
      if (words.get(1).equals(name)) {
        commands.add(words.subList(2, words.size()));
      }
    }
    return commands;
  }
}
