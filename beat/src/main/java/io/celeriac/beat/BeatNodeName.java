package io.celeriac.beat;

import io.celeriac.Hosts;
import io.celeriac.SettingException;

/** A beat's node name, by the rules of workers' names: {@code celerybeat@host} by default. */
final class BeatNodeName {

  private static final String DEFAULT_NAME = "celerybeat";

  private BeatNodeName() {}

  static String ofThisHost() {
    return DEFAULT_NAME + "@" + Hosts.name();
  }

  /**
   * A node name as given: what has no {@code @} is the host.
   *
   * @throws SettingException when a percent sign is followed by an unknown letter
   */
  static String of(String given) {
    return expand(given, Hosts.name());
  }

  static String expand(String given, String host) {
    int dot = host.indexOf('.');
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < given.length(); i++) {
      char c = given.charAt(i);
      if (c != '%' || i + 1 == given.length()) {
        text.append(c);
        continue;
      }
      char letter = given.charAt(++i);
      text.append(
          switch (letter) {
            case 'h' -> host;
            case 'n' -> dot < 0 ? host : host.substring(0, dot);
            case 'd' -> dot < 0 ? "" : host.substring(dot + 1);
            case 'i' -> "0";
            case 'I' -> "";
            case '%' -> "%";
            default ->
                throw new SettingException(
                    "The node name '"
                        + given
                        + "' has %"
                        + letter
                        + ", which stands for nothing; %h is the host, %n its name without the"
                        + " domain, %d the domain, %% a percent sign");
          });
    }
    int at = text.indexOf("@");
    if (at < 0) {
      return DEFAULT_NAME + "@" + text;
    }
    return at == 0 ? DEFAULT_NAME + text : text.toString();
  }
}
