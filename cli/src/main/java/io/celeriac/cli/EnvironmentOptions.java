package io.celeriac.cli;

import io.celeriac.Settings;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Options of commands from the environment, as Celery has them: {@code CELERY_WORKER_HOSTNAME} is
 * {@code --hostname} of {@code worker}. Where there is a setting of that name, the variable sets
 * the setting instead, so that a configuration file goes before it.
 */
final class EnvironmentOptions implements IDefaultValueProvider {

  private final Map<String, String> environment;

  EnvironmentOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    boolean ofCommand = argument.command().parent() != null && !argument.inherited();
    return ofCommand && argument instanceof OptionSpec option ? value(option) : null;
  }

  private @Nullable String value(OptionSpec option) {
    String longest =
        Arrays.stream(option.names()).max(Comparator.comparingInt(String::length)).orElse("");
    String setting =
        option.command().name() + "_" + longest.replaceFirst("^--", "").replace('-', '_');
    String value =
        Settings.isKnown(setting)
            ? null
            : environment.get("CELERY_" + setting.toUpperCase(Locale.ROOT));
    return value == null || value.isEmpty() ? null : value;
  }
}
