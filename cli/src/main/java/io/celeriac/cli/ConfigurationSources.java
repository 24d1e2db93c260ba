package io.celeriac.cli;

import io.celeriac.SettingException;
import io.celeriac.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what is configured around the application's code, in rising precedence: environment
 * variables, a configuration file, the command line. The result goes over what the code has set.
 */
final class ConfigurationSources {

  /** The variable that names the configuration file. */
  static final String FILE_VARIABLE = "CELERIAC_CONFIG";

  private static final List<String> FILES =
      List.of("celeriac.toml", "celeriac.yaml", "celeriac.yml");

  private ConfigurationSources() {}

  /**
   * The settings of all sources.
   *
   * @param environment the environment variables
   * @param directory where a configuration file is looked for, and relative paths begin
   * @param file the configuration file that the command line names; when null, the one that {@code
   *     CELERIAC_CONFIG} names, or else one of celeriac.toml, celeriac.yaml and celeriac.yml, or
   *     none
   * @param commandLine the settings that the command line makes
   * @throws SettingException naming the source of what is wrong
   */
  static Settings load(
      Map<String, String> environment, Path directory, @Nullable Path file, Settings commandLine) {
    return EnvironmentSettings.read(environment)
        .overlay(file(environment, directory, file))
        .overlay(commandLine);
  }

  private static Settings file(
      Map<String, String> environment, Path directory, @Nullable Path file) {
    if (file != null) {
      return ConfigurationFile.read(directory.resolve(file), "command line");
    }
    String named = environment.getOrDefault(FILE_VARIABLE, "");
    if (!named.isEmpty()) {
      return ConfigurationFile.read(
          directory.resolve(named), EnvironmentSettings.origin(FILE_VARIABLE));
    }
    List<Path> present = FILES.stream().map(directory::resolve).filter(Files::exists).toList();
    if (present.size() > 1) {
      throw new SettingException(
          "There are several configuration files in "
              + directory
              + ": "
              + String.join(
                  ", ", present.stream().map(Path::getFileName).map(Path::toString).toList())
              + "; keep one, or name the one to use in "
              + FILE_VARIABLE);
    }
    return present.isEmpty()
        ? Settings.defaults()
        : ConfigurationFile.read(present.getFirst(), "found in the working directory");
  }
}
