package io.celeriac.cli;

import io.celeriac.SettingException;
import io.celeriac.Settings;
import io.celeriac.spi.Secrets;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from a file, TOML or YAML by its name. Its keys are Celery's names, whole or
 * parted into tables at an underscore: {@code acks_late} in the table {@code task} is {@code
 * task_acks_late}.
 */
final class ConfigurationFile {

  /**
   * What a file says, and where.
   *
   * @param values its top level
   * @param lines the line of each setting by its whole name, as far as known, from 1
   */
  record Content(Map<String, @Nullable Object> values, Map<String, Integer> lines) {}

  private final Path path;
  private final Content content;

  private ConfigurationFile(Path path, Content content) {
    this.path = path;
    this.content = content;
  }

  /**
   * The settings in a file.
   *
   * @param origin who named the file, for errors
   * @throws SettingException naming file and line when the file cannot be read, is malformed, or
   *     has a setting that is
   */
  static Settings read(Path path, String origin) {
    String text = text(path, origin);
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".toml")) {
      return new ConfigurationFile(path, TomlConfiguration.parse(text, path)).settings();
    }
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return new ConfigurationFile(path, YamlConfiguration.parse(text, path)).settings();
    }
    throw new SettingException(
        "Configuration file "
            + path
            + " ("
            + origin
            + ") is in no format that is known; its name should end in .toml, .yaml or .yml");
  }

  /** An error in the file's syntax; without a cause, for the parsers' own errors quote the file. */
  static SettingException malformed(Path path, int line, String problem) {
    return new SettingException(
        "Configuration file "
            + path
            + ", line "
            + line
            + " cannot be understood: "
            + Secrets.text(problem));
  }

  private static String text(Path path, String origin) {
    try {
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new SettingException("There is no configuration file " + path + " (" + origin + ")", e);
    } catch (CharacterCodingException e) {
      throw new SettingException(
          "Configuration file " + path + " (" + origin + ") is not text in UTF-8", e);
    } catch (IOException e) {
      throw new SettingException(
          "Configuration file " + path + " (" + origin + ") cannot be read: " + e.getMessage(), e);
    }
  }

  private Settings settings() {
    return add(Settings.defaults(), "", content.values());
  }

  private Settings add(Settings settings, String prefix, Map<?, ? extends @Nullable Object> table) {
    Settings all = settings;
    for (var entry : table.entrySet()) {
      String name = prefix + entry.getKey();
      all =
          !Settings.isKnown(name) && entry.getValue() instanceof Map<?, ?> inner
              ? add(all, name + "_", inner)
              : all.with(name, entry.getValue(), origin(name));
    }
    return all;
  }

  private String origin(String name) {
    Integer line = content.lines().get(name);
    return "file " + path + (line == null ? "" : ", line " + line);
  }
}
