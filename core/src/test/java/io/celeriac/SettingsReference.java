package io.celeriac;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the tables of docs/configuration.md from the table of settings. */
final class SettingsReference {

  private static final Map<String, String> TITLES =
      Map.ofEntries(
          Map.entry("accept", "Content"),
          Map.entry("beat", "Schedules"),
          Map.entry("broker", "Broker"),
          Map.entry("celeriac", "Celeriac's own"),
          Map.entry("control", "Remote control"),
          Map.entry("database", "Results in a database"),
          Map.entry("event", "Events"),
          Map.entry("redis", "Results on Redis"),
          Map.entry("result", "Results"),
          Map.entry("security", "Signed messages"),
          Map.entry("task", "Tasks"));

  private SettingsReference() {}

  static String markdown() {
    StringBuilder text = new StringBuilder();
    Map<String, StringBuilder> groups = new TreeMap<>();
    SettingTable.rows().stream()
        .filter(SettingTable.Row::hasConstant)
        .forEach(row ->
            groups
                .computeIfAbsent(title(row.name()), title -> new StringBuilder())
                .append(effective(row)));
    groups.forEach((title, rows) ->
        text.append("### ")
            .append(title)
            .append("\n\n| Setting | Value | Default | Meaning |\n|---|---|---|---|\n")
            .append(rows)
            .append('\n'));
    text.append("### Without effect\n\n");
    Map<String, List<String>> reasons = new TreeMap<>();
    SettingTable.rows().stream()
        .filter(row -> !row.hasConstant())
        .forEach(row ->
            reasons
                .computeIfAbsent(why(row), why -> new ArrayList<>())
                .add("`" + row.name() + "`"));
    reasons.forEach(
        (why, names) -> text.append("- %s: %s\n".formatted(why, String.join(", ", names))));
    return text.toString();
  }

  private static String title(String name) {
    String word = name.substring(0, Math.max(name.indexOf('_'), 0));
    return word.equals("worker") ? "Worker" : TITLES.getOrDefault(word, "Time");
  }

  private static String effective(SettingTable.Row row) {
    return "| `%s` | %s | %s | %s%s |\n"
        .formatted(
            row.name(),
            value(row.type().label()),
            row.defaultJson().isEmpty() ? "" : "`" + row.defaultJson() + "`",
            row.applies().equals("later") ? "*Not yet:* " : "",
            escaped(row.meaning()));
  }

  private static String value(String label) {
    return label.contains("|")
        ? Arrays.stream(label.split("\\|", -1))
            .map(word -> "`" + word + "`")
            .collect(Collectors.joining(", "))
        : label.toLowerCase(Locale.ROOT);
  }

  private static String why(SettingTable.Row row) {
    return row.refusal()
        .map(remedy -> "refused; " + remedy)
        .orElseGet(() -> row.applies().substring("no: ".length()));
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
  }
}
