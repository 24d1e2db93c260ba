package io.celeriac.spi;

import io.celeriac.SettingException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The address of a broker or a result backend, taken apart as Celery does it. What the URL leaves
 * out is left out here too: the transport knows its own defaults. An immutable value whose {@link
 * #toString} hides the password.
 *
 * @param scheme lower case: {@code amqp}, {@code redis}, {@code redis+socket} and so on
 * @param user the user, decoded
 * @param password the password, decoded
 * @param host the host, lower case, an IPv6 address without brackets; empty when there is none; the
 *     path of the socket where the scheme ends in {@code +socket}
 * @param port the port
 * @param vhost the path without its first slash, decoded; {@code /} when there is none; of a socket
 *     the query member {@code virtual_host}
 * @param query the query's members, decoded; of a broker's URL only those that Celery knows
 * @param text the URL as it was written, password and all
 */
public record BrokerUrl(
    String scheme,
    Optional<String> user,
    Optional<String> password,
    String host,
    OptionalInt port,
    String vhost,
    Map<String, String> query,
    String text) {

  public BrokerUrl {
    query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
  }

  /**
   * Takes a broker's URL apart. Text without {@code ://} is a host name of an {@code amqp} broker.
   *
   * @param origin where the URL comes from, for errors: such as {@code environment variable
   *     CELERY_BROKER_URL}
   * @throws SettingException when it is no URL, or has query members that Celery does not know;
   *     options of a transport belong into {@code broker_transport_options}
   */
  public static BrokerUrl parse(String url, String origin) {
    return BrokerUrlParser.forBroker(origin).parse(url);
  }

  /**
   * Takes a result backend's URL apart. Any query members are allowed, as they are options of the
   * backend; text without {@code ://} is the name of a scheme, such as {@code rpc}. Of {@code db+…}
   * and {@code jdbc:…} only the scheme is told: the rest is the database's own, and is in {@link
   * #text}.
   *
   * @throws SettingException when it is no URL
   */
  public static BrokerUrl parseBackend(String url, String origin) {
    return BrokerUrlParser.forResultBackend(origin).parse(url);
  }

  /**
   * Takes the URLs of {@code broker_url} apart, each of which may be several joined by {@code ;}. A
   * further one without {@code ://} is a host, perhaps with a port, and has all else from the first
   * URL.
   *
   * @throws SettingException as {@link #parse} does
   */
  public static List<BrokerUrl> parseAll(List<String> urls, String origin) {
    return BrokerUrlParser.forBroker(origin).parseAll(urls);
  }

  /**
   * Takes the URLs of {@code result_backend} apart, as {@link #parseAll} does a broker's.
   *
   * @throws SettingException as {@link #parseBackend} does
   */
  public static List<BrokerUrl> parseAllBackends(List<String> urls, String origin) {
    return BrokerUrlParser.forResultBackend(origin).parseAll(urls);
  }

  /** Whether it is the path of a Unix socket, which {@link #host} then holds. */
  public boolean isSocket() {
    return scheme.endsWith("+socket");
  }

  /** Whether it is a database's, of which only {@link #scheme} and {@link #text} are told. */
  public boolean isDatabase() {
    return scheme.startsWith("db+") || scheme.equals("jdbc");
  }

  /** The query members that configure TLS: those whose names start with {@code ssl_}. */
  public Map<String, String> tlsOptions() {
    Map<String, String> options = new LinkedHashMap<>(query);
    options.keySet().removeIf(name -> !name.startsWith("ssl_"));
    return options;
  }

  /** With a host and a port where it has none. */
  public BrokerUrl withDefaults(String defaultHost, int defaultPort) {
    return new BrokerUrl(
        scheme,
        user,
        password,
        host.isEmpty() ? defaultHost : host,
        port.isPresent() ? port : OptionalInt.of(defaultPort),
        vhost,
        query,
        text);
  }

  /** With a user and a password, each where it has none. */
  public BrokerUrl withDefaultCredentials(String defaultUser, String defaultPassword) {
    return new BrokerUrl(
        scheme,
        user.or(() -> Optional.of(defaultUser)),
        password.or(() -> Optional.of(defaultPassword)),
        host,
        port,
        vhost,
        query,
        text);
  }

  /**
   * The address as a person may see it: {@code **} for the password, and for a user without one,
   * which may be a token; no query, or a database's without secrets.
   */
  public String masked() {
    if (isDatabase()) {
      return Secrets.text(text);
    }
    StringBuilder shown = new StringBuilder(scheme).append("://");
    shown.append(Secrets.account(user.map(PercentForm::encode).orElse(""), password.isPresent()));
    shown.append(host.contains(":") ? "[" + host + "]" : host);
    port.ifPresent(number -> shown.append(':').append(number));
    return isSocket() ? shown.toString() : shown.append('/').append(vhost).toString();
  }

  /** As {@link #masked}. */
  @Override
  public String toString() {
    return masked();
  }
}
