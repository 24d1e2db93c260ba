package io.celeriac.spi;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What stands between the scheme and the path of a URL.
 *
 * @param user the user, decoded
 * @param password the password, decoded
 * @param host the host, decoded, lower case, without brackets; empty when there is none
 * @param port the port
 */
record UrlAddress(Optional<String> user, Optional<String> password, String host, OptionalInt port) {

  private static final String FORM = "scheme://user:password@host:port/vhost";

  static UrlAddress parse(UrlRules rules, String url, String text) {
    int at = text.lastIndexOf('@');
    String account = text.substring(0, Math.max(at, 0));
    int colon = account.indexOf(':');
    UrlAddress place = hostAndPort(rules, url, text.substring(at + 1));
    return new UrlAddress(
        present(colon < 0 ? account : account.substring(0, colon)),
        present(colon < 0 ? "" : account.substring(colon + 1)),
        place.host,
        place.port);
  }

  /** Only a host and a port, without an account. */
  static UrlAddress hostAndPort(UrlRules rules, String url, String text) {
    if (text.indexOf('@') >= 0) {
      throw rules.problem(url, "it has a user but no scheme", FORM);
    }
    int bracket = text.startsWith("[") ? text.indexOf(']') : -1;
    int colon = text.indexOf(':', bracket + 1);
    int end = colon < 0 ? text.length() : colon;
    String host = bracket < 0 ? text.substring(0, end) : text.substring(1, bracket);
    boolean closed = bracket < 0 || bracket + 1 == end;
    if (!closed || host.chars().anyMatch(c -> c <= ' ' || "[]/\\".indexOf(c) >= 0)) {
      throw rules.problem(url, "the host is malformed", FORM);
    }
    return new UrlAddress(
        Optional.empty(),
        Optional.empty(),
        PercentForm.decode(host).toLowerCase(Locale.ROOT),
        port(rules, url, text.substring(Math.min(end + 1, text.length()))));
  }

  private static OptionalInt port(UrlRules rules, String url, String text) {
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65535) {
      // It may be the beginning of a password: not to be shown.
      throw rules.problem(url, "the port is no number from 1 to 65535", FORM + UrlRules.ESCAPES);
    }
    return OptionalInt.of(port);
  }

  private static Optional<String> present(String encoded) {
    return encoded.isEmpty() ? Optional.empty() : Optional.of(PercentForm.decode(encoded));
  }
}
