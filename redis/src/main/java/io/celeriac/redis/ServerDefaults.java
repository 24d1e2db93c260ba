package io.celeriac.redis;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What holds where a URL says nothing: for results the settings whose names start with {@code
 * redis_}, in Celery's way; for a broker nothing but the usual host, port and database.
 *
 * @param host the host of servers that are not reached by a socket
 * @param port the port, or null for the usual one
 * @param user the ACL user, or null for the default one
 * @param password the password, or null where none is needed
 * @param database the number of the database
 */
record ServerDefaults(
    String host,
    @Nullable Integer port,
    @Nullable String user,
    @Nullable String password,
    int database) {
  private static final String LOCAL = "127.0.0.1";

  /** For a broker. */
  static ServerDefaults none() {
    return new ServerDefaults(LOCAL, null, null, null, 0);
  }

  /** For results. */
  static ServerDefaults of(Settings settings) {
    return new ServerDefaults(
        settings.find(Setting.REDIS_HOST).orElse(LOCAL),
        settings.find(Setting.REDIS_PORT).orElse(null),
        settings.find(Setting.REDIS_USERNAME).orElse(null),
        settings.find(Setting.REDIS_PASSWORD).orElse(null),
        settings.find(Setting.REDIS_DB).orElse(0));
  }

  /** The host of a URL. */
  String host(BrokerUrl url) {
    return url.host().isEmpty() ? host : url.host();
  }

  /** The port of a URL. */
  int port(BrokerUrl url, int usual) {
    return url.port().orElse(port == null ? usual : port);
  }

  /** Leaves the password out. */
  @Override
  public String toString() {
    return "ServerDefaults[host=%s, port=%s, user=%s, database=%d]"
        .formatted(host, port, user, database);
  }

  /** The database of a URL without a path: only a name without "://" and a socket leave it open. */
  int database(BrokerUrl url) {
    boolean open =
        url.isSocket() ? !url.query().containsKey("virtual_host") : !url.text().contains("://");
    return open ? database : 0;
  }

  /** The user of a URL. */
  @Nullable String user(BrokerUrl url) {
    return url.user().or(() -> Optional.ofNullable(user)).orElse(null);
  }

  /** The password of a URL. */
  @Nullable String password(BrokerUrl url) {
    return url.password().or(() -> Optional.ofNullable(password)).orElse(null);
  }
}
