package io.celeriac.cli;

import io.celeriac.Settings;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads settings from environment variables: {@code CELERY_TASK_ACKS_LATE} is {@code
 * task_acks_late}, and our own such as {@code celeriac_redis_cluster_hash_tags} are their names in
 * upper case. A variable that is empty sets nothing. Celery and others have further variables with
 * the prefix, which are left alone; but one that a slip of the finger turns into a setting is an
 * error.
 */
final class EnvironmentSettings {

  private static final String CELERY = "celery_";
  private static final String OURS = "celeriac_";

  /** Options of Celery's commands as variables, which look like misspelt settings. */
  private static final Set<String> OPTIONS_OF_COMMANDS = Set.of("CELERY_WORKER_STATEDB");

  private EnvironmentSettings() {}

  /**
   * The settings in an environment.
   *
   * @throws io.celeriac.SettingException naming the variable that is misspelt or malformed
   */
  static Settings read(Map<String, String> environment) {
    Settings settings = Settings.defaults();
    for (var variable : new TreeMap<>(environment).entrySet()) {
      String name = settingName(variable.getKey());
      if (!variable.getValue().isEmpty() && isMeant(variable.getKey(), name)) {
        settings = settings.with(name, variable.getValue(), origin(variable.getKey()));
      }
    }
    return settings;
  }

  static String origin(String variable) {
    return "environment variable " + variable;
  }

  private static String settingName(String variable) {
    String lower = variable.toLowerCase(Locale.ROOT);
    return lower.startsWith(CELERY) ? lower.substring(CELERY.length()) : lower;
  }

  private static boolean isMeant(String variable, String name) {
    if (!variable.equals(variable.toUpperCase(Locale.ROOT))
        || !(variable.startsWith("CELERY_") || name.startsWith(OURS))
        || OPTIONS_OF_COMMANDS.contains(variable)) {
      return false;
    }
    return Settings.isKnown(name) || Settings.misspelt(name).isPresent();
  }
}
