package io.celeriac.jdbc;

import io.celeriac.SettingException;
import io.celeriac.spi.BrokerUrl;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the database is, for JDBC. The account is kept apart, so that no message of a driver can
 * show a password.
 *
 * @param jdbc the JDBC URL without the account
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

  /** A property of the URL that JDBC has names for: after a {@code ?}, {@code &} or {@code ;}. */
  private static final Pattern PROPERTY =
      Pattern.compile("([?&;])(user|password)=([^&;]*)", Pattern.CASE_INSENSITIVE);

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
    String display = BrokerUrl.maskText(text);
    return url.startsWith("jdbc:")
        ? ofJdbc(url, display)
        : SqlAlchemyUrl.parse(url, display, origin).toJdbc();
  }

  private static DatabaseUrl ofJdbc(String url, String display) {
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
    Matcher properties = PROPERTY.matcher(rest);
    StringBuilder without = new StringBuilder();
    while (properties.find()) {
      boolean percent = !properties.group(1).equals(";");
      String value = percent ? decoded(properties.group(3)) : properties.group(3);
      if (properties.group(2).equalsIgnoreCase("user")) {
        user = Optional.of(value);
      } else {
        password = Optional.of(value);
      }
      // What follows a question mark takes its place.
      properties.appendReplacement(without, properties.group(1).equals("?") ? "?" : "");
    }
    properties.appendTail(without);
    String jdbc = without.toString().replace("?&", "?").replaceFirst("\\?$", "");
    return new DatabaseUrl(jdbc, user, password, Map.of(), display);
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
