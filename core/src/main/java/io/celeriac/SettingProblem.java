package io.celeriac;

import io.celeriac.spi.Secrets;
import org.jspecify.annotations.Nullable;

/** Words what is wrong with a setting: its name, its value, where it came from, what is right. */
final class SettingProblem {

  private SettingProblem() {}

  static SettingException unknown(String name, @Nullable Object value, String origin) {
    String advice =
        OldSettingNames.find(name)
            .map(now -> "it is called " + now)
            .or(() -> SettingNames.nearest(name).map(near -> "the nearest name is " + near))
            .orElse("docs/configuration.md lists the settings there are");
    String given = Secrets.isPerhapsSecret(name) ? "" : given(name, value) + ", ";
    return new SettingException(
        "There is no setting " + name + " (" + given + origin + "); " + advice);
  }

  static SettingException malformed(String name, Object value, String origin, String form) {
    return new SettingException(
        "Setting "
            + name
            + " has the wrong form ("
            + given(name, value)
            + ", "
            + origin
            + "); expected "
            + form);
  }

  static SettingException refused(
      String name, @Nullable Object value, String origin, String remedy) {
    return new SettingException(
        "Setting "
            + name
            + " has no effect here ("
            + given(name, value)
            + ", "
            + origin
            + "); "
            + remedy);
  }

  private static String given(String name, @Nullable Object value) {
    Object shown = Secrets.masked(name, value);
    return "value " + (shown instanceof String text ? "'" + text + "'" : shown);
  }
}
