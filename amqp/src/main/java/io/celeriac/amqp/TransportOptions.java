package io.celeriac.amqp;

import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.SettingType;
import io.celeriac.Settings;
import io.celeriac.spi.Secrets;
import java.util.Map;

/**
 * Reads members of {@code broker_transport_options}. Those that nobody asks for are ignored, as
 * kombu does, since the same configuration may serve another transport.
 */
final class TransportOptions {
  private final Map<String, Object> options;
  private final String origin;

  TransportOptions(Settings settings) {
    this.options = settings.find(Setting.BROKER_TRANSPORT_OPTIONS).orElse(Map.of());
    this.origin = settings.origin(Setting.BROKER_TRANSPORT_OPTIONS);
  }

  /**
   * An option's value.
   *
   * @throws SettingException when it does not have the form, saying which form that is
   */
  <T> T get(String name, SettingType<T> type, T absent) {
    Object value = options.get(name);
    if (value == null) {
      return absent;
    }
    return type.read(value).orElseThrow(() -> malformed(name, value, type.form()));
  }

  /** As {@link #get}, for numbers above zero. */
  int positive(String name, int absent) {
    int value = get(name, SettingType.INTEGER, absent);
    if (value < 1) {
      throw malformed(name, value, "a whole number, 1 or more");
    }
    return value;
  }

  /** What is wrong with an option, and what would be right. */
  SettingException malformed(String name, Object value, String form) {
    return new SettingException(
        "Setting broker_transport_options has a member '%s' of the wrong form (value %s, %s); expected %s"
            .formatted(name, Secrets.masked(name, value), origin, form));
  }
}
