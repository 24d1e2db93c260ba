package io.celeriac;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every setting that Celery knows, and our own, from the resource {@code settings.tsv}: what is not
 * in it is a mistake of whoever configures. The configuration reference is made from it too.
 */
final class SettingTable {

  private static final Map<String, Row> ROWS = load();

  /**
   * One setting.
   *
   * @param name its name
   * @param type the label of its type
   * @param defaultJson its default as JSON; empty when there is none
   * @param meaning what it does
   * @param applies {@code yes}; {@code later} when nothing acts on it yet; {@code ours} when it is
   *     not Celery's; {@code no: } and why nothing on the JVM can act on it; or {@code refused: }
   *     and what to do, when to ignore it would do harm
   */
  record Row(String name, SettingType<?> type, String defaultJson, String meaning, String applies) {

    /** Whether a constant of {@link Setting} stands for it. */
    boolean hasConstant() {
      return !applies.startsWith("no: ") && !applies.startsWith("refused: ");
    }

    /** What to do in place of setting it, when it may not be set. */
    Optional<String> refusal() {
      return applies.startsWith("refused: ")
          ? Optional.of(applies.substring("refused: ".length()))
          : Optional.empty();
    }
  }

  private SettingTable() {}

  static Optional<Row> find(String name) {
    return Optional.ofNullable(ROWS.get(name));
  }

  static Collection<Row> rows() {
    return ROWS.values();
  }

  private static Map<String, Row> load() {
    try (InputStream resource =
        Objects.requireNonNull(
            SettingTable.class.getResourceAsStream("settings.tsv"),
            "settings.tsv is missing from the jar of celeriac-core")) {
      Map<String, Row> rows = new LinkedHashMap<>();
      Stream<String> lines = new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines();
      lines.skip(1).map(SettingTable::row).forEach(row -> rows.put(row.name(), row));
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(String line) {
    String[] cells = line.split("\t", -1);
    return new Row(cells[0], type(cells[1]), cells[2], cells[3], cells[4]);
  }

  private static SettingType<?> type(String label) {
    return switch (label) {
      case "boolean" -> SettingType.BOOLEAN;
      case "integer" -> SettingType.INTEGER;
      case "number" -> SettingType.DOUBLE;
      case "seconds" -> SettingType.SECONDS;
      case "milliseconds" -> SettingType.MILLISECONDS;
      case "text" -> SettingType.STRING;
      case "list" -> SettingType.LIST;
      case "urls" -> SettingType.URLS;
      case "map" -> SettingType.MAP;
      case "any" -> SettingType.ANY;
      case "boolean or map" -> SettingType.BOOLEAN_OR_MAP;
      case "time zone" -> SettingType.TIME_ZONE;
      case "delivery mode" -> SettingType.DELIVERY_MODE;
      case "integer 1.. or auto" -> SettingType.INTEGER_OR_AUTO;
      default ->
          label.startsWith("integer ") ? range(label) : SettingType.oneOf(label.split("\\|"));
    };
  }

  private static SettingType<Integer> range(String label) {
    String[] bounds = label.substring("integer ".length()).split("\\.\\.", -1);
    int max = bounds[1].isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(bounds[1]);
    return SettingType.integer(Integer.parseInt(bounds[0]), max);
  }
}
