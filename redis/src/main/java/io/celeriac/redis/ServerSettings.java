package io.celeriac.redis;

import io.celeriac.SettingException;
import io.celeriac.spi.BrokerUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads URLs and options into the servers that they name.
 *
 * @param options the options of the transport or the backend
 * @param tlsOptions the setting {@code broker_use_ssl} or its like: true, false or a map
 * @param tlsOrigin where that comes from, for errors
 * @param connectTimeout how long connecting may take
 * @param replyTimeout how long a reply may take
 * @param clientName the name in the server's list of clients
 * @param defaults what holds where a URL says nothing
 */
record ServerSettings(
    OptionReader options,
    @Nullable Object tlsOptions,
    String tlsOrigin,
    Duration connectTimeout,
    Duration replyTimeout,
    String clientName,
    ServerDefaults defaults) {
  private static final int PORT = 6379;
  private static final int SENTINEL_PORT = 26379;

  /**
   * The servers of some URLs.
   *
   * @throws SettingException naming what cannot be used
   */
  Servers of(List<BrokerUrl> urls) {
    if (urls.getFirst().scheme().equals("sentinel")) {
      return sentinels(urls);
    }
    return new ServerList(
        urls.stream().map(url -> new ServerList.Entry(address(url), connection(url))).toList());
  }

  private Servers sentinels(List<BrokerUrl> urls) {
    String master = options.text("master_name");
    if (master == null) {
      throw options.missing(
          "master_name", "sentinel:// needs the name that the Sentinels know the master by");
    }
    ConnectionSettings settings = connection(urls.getFirst());
    Map<String, Object> kwargs = options.map("sentinel_kwargs");
    ConnectionSettings own =
        settings.forSentinel(text(kwargs.get("username")), text(kwargs.get("password")));
    return new SentinelServers(
        urls.stream()
            .filter(url -> url.scheme().equals("sentinel"))
            .map(ServerSettings::sentinel)
            .toList(),
        own,
        settings,
        master,
        options.number("min_other_sentinels", 0));
  }

  private Address address(BrokerUrl url) {
    return url.isSocket()
        ? new Address.Unix(Path.of(url.host()))
        : new Address.Tcp(defaults.host(url), defaults.port(url, PORT));
  }

  private static Address sentinel(BrokerUrl url) {
    return new Address.Tcp(
        url.host().isEmpty() ? "127.0.0.1" : url.host(), url.port().orElse(SENTINEL_PORT));
  }

  private ConnectionSettings connection(BrokerUrl url) {
    return new ConnectionSettings(
        defaults.user(url),
        defaults.password(url),
        database(url),
        tls(url),
        connectTimeout,
        replyTimeout,
        clientName);
  }

  private @Nullable Tls tls(BrokerUrl url) {
    Map<String, Object> named = new LinkedHashMap<>();
    if (tlsOptions instanceof Map<?, ?> members) {
      members.forEach((name, value) -> named.put(String.valueOf(name), String.valueOf(value)));
    }
    named.putAll(url.tlsOptions());
    boolean wanted =
        url.scheme().equals("rediss") || !named.isEmpty() || Boolean.TRUE.equals(tlsOptions);
    return wanted && !url.isSocket() ? Tls.of(named, tlsOrigin + " or " + url.masked()) : null;
  }

  private int database(BrokerUrl url) {
    String path = url.vhost().startsWith("/") ? url.vhost().substring(1) : url.vhost();
    if (path.isEmpty()) {
      return defaults.database(url);
    }
    if (!path.matches("\\d{1,9}")) {
      throw new SettingException(
          "The path of "
              + url.masked()
              + " is no database of Redis; expected a number, such as redis://host:6379/0");
    }
    return Integer.parseInt(path);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
