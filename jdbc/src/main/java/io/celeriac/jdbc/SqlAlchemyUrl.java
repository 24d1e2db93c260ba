package io.celeriac.jdbc;

import io.celeriac.SettingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL as SQLAlchemy reads it, whose account is in percent form. The driver that it may name after
 * a plus sign is Python's, and of no interest here.
 *
 * @param database the kind of database
 * @param user the user, decoded
 * @param password the password, decoded
 * @param host the host with its port, as in JDBC; empty when there is none
 * @param name the database's name or file; empty when there is none
 * @param query further options
 * @param display the URL as a person may see it
 * @param origin where it comes from
 */
record SqlAlchemyUrl(
    String database,
    Optional<String> user,
    Optional<String> password,
    String host,
    String name,
    Map<String, String> query,
    String display,
    String origin) {

  private static final Pattern FORM =
      Pattern.compile(
          "(?<name>\\w+)(?:\\+\\w+)?://(?:(?<user>[^:/]*)(?::(?<password>[^@]*))?@)?"
              + "(?<host>\\[[^/?]+\\]|[^/:?]*)(?::(?<port>\\d*))?(?:/(?<path>[^?]*))?"
              + "(?:\\?(?<query>.*))?",
          Pattern.DOTALL);

  private static final String EXPECTED =
      "db+postgresql://user:password@host:5432/database, db+sqlite:///file.db, db+mysql://… or a"
          + " JDBC URL, db+jdbc:…";

  static SqlAlchemyUrl parse(String url, String display, String origin) {
    Matcher parts = FORM.matcher(url);
    if (!parts.matches()) {
      throw problem(display, origin, "it is malformed");
    }
    String port = parts.group("port");
    String host = parts.group("host");
    String path = parts.group("path") == null ? "" : parts.group("path");
    if (host.contains("@") || (parts.group("user") != null && path.contains("@"))) {
      // SQLAlchemy would go on with the end of a password as the host.
      throw problem(display, origin, "it holds a second '@', for which a password has %40");
    }
    return new SqlAlchemyUrl(
        parts.group("name"),
        decoded(parts.group("user")),
        decoded(parts.group("password")),
        port == null || port.isEmpty() ? host : host + ":" + port,
        path,
        query(parts.group("query")),
        display,
        origin);
  }

  private static Optional<String> decoded(@Nullable String text) {
    return Optional.ofNullable(text).filter(given -> !given.isEmpty()).map(DatabaseUrl::decoded);
  }

  private static Map<String, String> query(@Nullable String text) {
    Map<String, String> members = new LinkedHashMap<>();
    for (String member : text == null ? new String[0] : text.split("&", -1)) {
      int equals = member.indexOf('=');
      if (equals > 0) {
        members.put(
            DatabaseUrl.decoded(member.substring(0, equals)),
            DatabaseUrl.decoded(member.substring(equals + 1).replace('+', ' ')));
      }
    }
    return members;
  }

  DatabaseUrl toJdbc() {
    return switch (database) {
      case "postgresql", "postgres" -> postgresql();
      case "sqlite" -> sqlite();
      case "mysql" -> mysql("jdbc:mysql://", "jdbc:mariadb://");
      case "mariadb" -> mysql("jdbc:mariadb://", "jdbc:mysql://");
      default -> throw problem(display, origin, "'" + database + "' has no JDBC URL known here");
    };
  }

  private DatabaseUrl postgresql() {
    if (query.containsKey("host")) {
      throw problem(
          display, origin, "'host' in its query names a socket or several hosts, unknown to JDBC");
    }
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("ApplicationName", "celeriac");
    properties.put("connectTimeout", "5");
    properties.put("socketTimeout", "60"); // seconds; a server that is silent so long is gone
    properties.put("tcpKeepAlive", "true");
    query.forEach((name, value) -> properties.put(nameInJdbc(name), value));
    String server = host.isEmpty() ? "localhost" : host;
    return jdbc("jdbc:postgresql://" + server + "/" + name, properties);
  }

  /** The names that libpq has for what JDBC's driver calls otherwise. */
  private static String nameInJdbc(String name) {
    return switch (name) {
      case "connect_timeout" -> "connectTimeout";
      case "application_name" -> "ApplicationName";
      default -> name;
    };
  }

  private DatabaseUrl sqlite() {
    if (!host.isEmpty()) {
      throw problem(
          display,
          origin,
          "SQLite has no hosts; three slashes come before a relative file, four before an"
              + " absolute one");
    }
    Map<String, String> properties = new LinkedHashMap<>(query);
    properties.keySet().removeAll(Set.of("check_same_thread", "uri", "timeout"));
    properties.putIfAbsent("busy_timeout", "10000"); // milliseconds
    return jdbc("jdbc:sqlite:" + (name.isEmpty() ? ":memory:" : name), properties);
  }

  /** Either driver serves either database. */
  private DatabaseUrl mysql(String preferred, String other) {
    Map<String, String> properties = new LinkedHashMap<>(query);
    properties.keySet().removeAll(Set.of("charset", "use_unicode"));
    String rest = (host.isEmpty() ? "localhost" : host) + "/" + name;
    String url = Drivers.has(preferred + rest) || !Drivers.has(other + rest) ? preferred : other;
    return jdbc(url + rest, properties);
  }

  private DatabaseUrl jdbc(String url, Map<String, String> properties) {
    return new DatabaseUrl(url, user, password, properties, display);
  }

  private static SettingException problem(String display, String origin, String wrong) {
    return new SettingException(
        "The database URL '%s' (%s) cannot be used: %s; expected %s"
            .formatted(display, origin, wrong, EXPECTED));
  }
}
