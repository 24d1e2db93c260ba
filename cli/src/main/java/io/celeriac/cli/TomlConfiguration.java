package io.celeriac.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * Reads TOML. Jackson gives no positions with the values, so that the lines of the settings are
 * looked up in the text: for error messages that is exact enough.
 */
final class TomlConfiguration {

  private static final TomlMapper TOML = TomlMapper.builder().build();
  private static final Pattern TABLE = Pattern.compile("\\s*\\[\\s*([^\\[\\]]+?)\\s*].*");
  private static final Pattern KEY = Pattern.compile("\\s*([\\w.\"' -]+?)\\s*=.*");

  private TomlConfiguration() {}

  static ConfigurationFile.Content parse(String text, Path path) {
    try {
      Map<String, @Nullable Object> values =
          TOML.readValue(text, new TypeReference<LinkedHashMap<String, @Nullable Object>>() {});
      return new ConfigurationFile.Content(values, lines(text));
    } catch (JacksonException e) {
      throw ConfigurationFile.malformed(path, e.getLocation().getLineNr(), e.getOriginalMessage());
    }
  }

  private static Map<String, Integer> lines(String text) {
    Map<String, Integer> lines = new HashMap<>();
    String prefix = "";
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      Matcher table = TABLE.matcher(line);
      Matcher key = KEY.matcher(line);
      if (key.matches()) {
        lines.putIfAbsent(prefix + name(key.group(1)), number);
      } else if (table.matches()) {
        String whole = name(table.group(1));
        lines.putIfAbsent(whole, number);
        prefix = whole + "_";
      }
    }
    return lines;
  }

  /** The name that dotted and quoted keys come to when they are joined as settings are. */
  private static String name(String key) {
    return key.replaceAll("[\"' ]", "").replace('.', '_');
  }
}
