package io.celeriac.cli;

import io.celeriac.SettingException;
import io.celeriac.Settings;
import io.celeriac.spi.Secrets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the settings that may follow a command's options: {@code worker.prefetch_multiplier=2},
 * {@code broker_pool_limit=3}, and {@code .pool=solo} for a setting whose name begins with the
 * command's. Celery's casts, such as {@code (int)} before the value, are accepted; the setting's
 * own type decides.
 */
final class ArgumentSettings {

  private static final Pattern CAST =
      Pattern.compile("\\((int|float|bool|string|json|list|dict|tuple)\\)(.*)", Pattern.DOTALL);

  private ArgumentSettings() {}

  /**
   * The settings in arguments.
   *
   * @param command the command's name, such as {@code worker}
   * @throws SettingException naming the argument that sets nothing, or sets it wrongly
   */
  static Settings read(String command, List<String> arguments) {
    Settings settings = Settings.defaults();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 1) {
        throw new SettingException(
            "Argument '"
                + Secrets.text(argument)
                + "' sets nothing; expected a setting like worker_prefetch_multiplier=2");
      }
      String key = argument.substring(0, equals).toLowerCase(Locale.ROOT).replace('.', '_');
      String name = key.startsWith("_") ? command + key : key;
      Matcher cast = CAST.matcher(argument.substring(equals + 1));
      String value = cast.matches() ? cast.group(2) : argument.substring(equals + 1);
      settings =
          settings.with(name, value, "command line " + Secrets.text(argument.substring(0, equals)));
    }
    return settings;
  }
}
