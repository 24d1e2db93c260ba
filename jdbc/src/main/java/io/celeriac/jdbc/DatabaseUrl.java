package io.celeriac.jdbc;

import io.celeriac.SettingException;
import io.celeriac.spi.Secrets;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the database is, for JDBC. The account and all that is secret is kept apart, so that no
 * message of a driver can show it.
 *
 * @param jdbc the JDBC URL without the account and without secrets
 * @param user the user, decoded
 * @param password the password, decoded
 * @param properties further properties for the driver
 * @param display as a person may see it: as it was written, passwords masked
 */
record DatabaseUrl(
    String jdbc,
    Optional<String> user,
    Optional<String> password,
    Map<String, String> properties,
    String display) {

  private static final Pattern ACCOUNT =
      Pattern.compile("(jdbc:[\\w:+-]+?://)([^/?;@]*)@(.*)", Pattern.DOTALL);

  /**
   * Where an account was not all of what stands before the host: an at sign behind it, no number as
   * the port, or an at sign in the query before any name. Drivers would log it.
   */
  private static final Pattern LEFT_OVER =
      Pattern.compile(
          "jdbc:[\\w:+-]+?://([^?;]*@.*|[^/?;\\[(]*:(?!\\d{0,5}([,/?;]|$)).*"
              + "|[^?]*\\?([^@]*&)?[^=&@]*@.*)",
          Pattern.DOTALL);

  /** A property of the URL: after a {@code ?}, {@code &} or {@code ;}; braces hold all of those. */
  private static final Pattern PROPERTY =
      Pattern.compile("([?&;])([\\w.%-]+)=(\\{(?:[^}]|}})*}|[^&;]*)");

  DatabaseUrl {
    properties = Map.copyOf(properties);
  }

  /**
   * Takes a URL: SQLAlchemy's or JDBC's, with or without {@code db+} before it.
   *
   * @param origin where it comes from, for messages
   * @throws SettingException when it cannot be used
   */
  static DatabaseUrl parse(String text, String origin) {
    String url = text.startsWith("db+") ? text.substring("db+".length()) : text;
    String display = Secrets.text(text);
    return url.startsWith("jdbc:")
        ? ofJdbc(url, display, origin)
        : SqlAlchemyUrl.parse(url, display, origin).toJdbc();
  }

  private static DatabaseUrl ofJdbc(String url, String display, String origin) {
    Optional<String> user = Optional.empty();
    Optional<String> password = Optional.empty();
    String rest = url;
    Matcher account = ACCOUNT.matcher(url);
    if (account.matches()) {
      int colon = account.group(2).indexOf(':');
      user =
          Optional.of(decoded(colon < 0 ? account.group(2) : account.group(2).substring(0, colon)));
      password =
          colon < 0
              ? Optional.empty()
              : Optional.of(decoded(account.group(2).substring(colon + 1)));
      rest = account.group(1) + account.group(3);
    }
    if (LEFT_OVER.matcher(rest).matches()) {
      throw new SettingException(
          "The database URL '%s' (%s) cannot be used: it is malformed; expected such as"
                  .formatted(display, origin)
              + " jdbc:postgresql://host:5432/database?user=u&password=p, and %2F, %3F, %23, %3B,"
              + " %40 for a '/', '?', '#', ';' or '@' in a user or a password");
    }
    Matcher properties = PROPERTY.matcher(rest);
    StringBuilder without = new StringBuilder();
    Map<String, String> secret = new LinkedHashMap<>();
    while (properties.find()) {
      boolean percent = !properties.group(1).equals(";");
      String name = percent ? decoded(properties.group(2)) : properties.group(2);
      String value = percent ? decoded(properties.group(3)) : unbraced(properties.group(3));
      if (name.equalsIgnoreCase("user")) {
        user = Optional.of(value);
      } else if (name.equalsIgnoreCase("password")) {
        password = Optional.of(value);
      } else if (Secrets.isSecret(name)) {
        secret.put(name, value);
      } else {
        continue;
      }
      // What follows a question mark takes its place.
      properties.appendReplacement(without, properties.group(1).equals("?") ? "?" : "");
    }
    properties.appendTail(without);
    String jdbc = without.toString().replace("?&", "?").replaceFirst("\\?$", "");
    return new DatabaseUrl(jdbc, user, password, secret, display);
  }

  /** As SQL Server writes values with semicolons in them. */
  private static String unbraced(String value) {
    return value.startsWith("{") && value.endsWith("}")
        ? value.substring(1, value.length() - 1).replace("}}", "}")
        : value;
  }

  /** The percent form; a plus sign stands for itself, as in the account of any URL. */
  static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a percent sign that begins no escape stands for itself
    }
  }

  /** Whether it is SQLite's, which has one writer and no server. */
  boolean isSqlite() {
    return jdbc.startsWith("jdbc:sqlite:");
  }

  /** Hides the account. */
  @Override
  public String toString() {
    return display;
  }
}
