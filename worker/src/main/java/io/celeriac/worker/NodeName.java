package io.celeriac.worker;

import io.celeriac.Hosts;
import io.celeriac.SettingException;

/** A worker's node name, by Celery's rules: {@code name@host} with {@code %h %n %d %i %I %%}. */
final class NodeName {

  private static final String DEFAULT_NAME = "celery";

  private NodeName() {}

  /** The name of the default node on this host. */
  static String ofThisHost() {
    return DEFAULT_NAME + "@" + Hosts.name();
  }

  /**
   * A node name as given: what has no {@code @} is the host, as in Celery.
   *
   * @throws SettingException when a percent sign is followed by an unknown letter
   */
  static String of(String given) {
    return expand(given, Hosts.name());
  }

  static String expand(String given, String host) {
    String text = substitute(given, host);
    int at = text.indexOf('@');
    if (at < 0) {
      return DEFAULT_NAME + "@" + text;
    }
    return (at == 0 ? DEFAULT_NAME : text.substring(0, at)) + text.substring(at);
  }

  private static String substitute(String given, String host) {
    int dot = host.indexOf('.');
    String name = dot < 0 ? host : host.substring(0, dot);
    String domain = dot < 0 ? "" : host.substring(dot + 1);
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
            case 'n' -> name;
            case 'd' -> domain;
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
    return text.toString();
  }
}
