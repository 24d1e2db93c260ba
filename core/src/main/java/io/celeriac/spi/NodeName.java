package io.celeriac.spi;

import io.celeriac.Hosts;
import io.celeriac.SettingException;

/** A node's name, by Celery's rules: {@code name@host} with {@code %h %n %d %i %I %%}. */
public final class NodeName {

  private NodeName() {}

  /**
   * The name of a node on this host that nobody has named.
   *
   * @param kind what stands before the host: {@code celery} for workers
   */
  public static String ofThisHost(String kind) {
    return kind + "@" + Hosts.name();
  }

  /**
   * A node name as given: what has no {@code @} is the host, as in Celery.
   *
   * @param kind the name of a node that has only a host
   * @throws SettingException when a percent sign is followed by an unknown letter
   */
  public static String of(String kind, String given) {
    return expand(kind, given, Hosts.name());
  }

  static String expand(String kind, String given, String host) {
    String text = substitute(given, host);
    int at = text.indexOf('@');
    if (at < 0) {
      return kind + "@" + text;
    }
    return (at == 0 ? kind : text.substring(0, at)) + text.substring(at);
  }

  private static String substitute(String given, String host) {
    int dot = host.indexOf('.');
    String name = dot < 0 ? host : host.substring(0, dot);
    String domain = dot < 0 ? "" : host.substring(dot + 1);
    return NodeTemplate.fill(
        given,
        letter ->
            switch (letter) {
              case 'h' -> host;
              case 'n' -> name;
              case 'd' -> domain;
              case 'i' -> "0";
              case 'I' -> "";
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
}
