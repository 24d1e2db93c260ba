package io.celeriac.spi;

import io.celeriac.SettingException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes URLs of brokers and result backends apart by kombu's rules: after the scheme those of HTTP,
 * user, password, host and path in percent form. Where kombu would go on with a host name that
 * cannot be one, such as {@code user:password@host} without a scheme, this one objects.
 */
final class BrokerUrlParser {

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+-]*");
  private static final Pattern ESCAPES = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");
  private static final Set<String> BROKER_QUERY =
      Set.of("heartbeat", "connect_timeout", "login_method", "insist", "credential_provider");
  private static final Set<String> CERTIFICATE_CHECKS =
      Set.of("CERT_REQUIRED", "CERT_OPTIONAL", "CERT_NONE", "required", "optional", "none");

  private final boolean broker;
  private final String origin;

  private BrokerUrlParser(boolean broker, String origin) {
    this.broker = broker;
    this.origin = origin;
  }

  static BrokerUrlParser forBroker(String origin) {
    return new BrokerUrlParser(true, origin);
  }

  static BrokerUrlParser forResultBackend(String origin) {
    return new BrokerUrlParser(false, origin);
  }

  List<BrokerUrl> parseAll(List<String> urls) {
    List<BrokerUrl> all = new ArrayList<>();
    urls.stream()
        .flatMap(joined -> Arrays.stream(joined.split(";", -1)))
        .map(String::strip)
        .filter(url -> !url.isEmpty())
        .forEach(url ->
            all.add(
                all.isEmpty() || url.contains("://")
                    ? parse(url)
                    : alternate(url, all.getFirst())));
    if (all.isEmpty()) {
      all.add(parse(""));
    }
    return List.copyOf(all);
  }

  /** A bare host: all else is the first URL's, as kombu has it; unlike there a port may follow. */
  private BrokerUrl alternate(String hostAndPort, BrokerUrl first) {
    Address address = address(hostAndPort, hostAndPort);
    return new BrokerUrl(
        first.scheme(),
        first.user(),
        first.password(),
        address.host,
        address.port.isPresent() ? address.port : first.port(),
        first.vhost(),
        first.query(),
        hostAndPort);
  }

  BrokerUrl parse(String written) {
    String url = written.strip();
    int colon = url.indexOf("://");
    if (colon < 0) {
      return bare(url);
    }
    String scheme = url.substring(0, colon);
    if (!SCHEME.matcher(scheme).matches()) {
      throw problem(url, "what stands before '://' is no scheme", "letters, such as amqp or redis");
    }
    return parts(url, scheme.toLowerCase(Locale.ROOT), url.substring(colon + 3));
  }

  private BrokerUrl bare(String text) {
    if (!broker && !text.isEmpty()) {
      return new BrokerUrl(
          text.toLowerCase(Locale.ROOT),
          Optional.empty(),
          Optional.empty(),
          "",
          OptionalInt.empty(),
          "/",
          Map.of(),
          text);
    }
    Address address = address(text, text);
    return new BrokerUrl(
        "amqp",
        Optional.empty(),
        Optional.empty(),
        address.host,
        address.port,
        "/",
        Map.of(),
        text);
  }

  private BrokerUrl parts(String url, String scheme, String rest) {
    if (rest.indexOf('#') >= 0) {
      throw problem(url, "it holds a '#'", "'%23' in its place");
    }
    int question = rest.indexOf('?');
    String beforeQuery = question < 0 ? rest : rest.substring(0, question);
    Map<String, String> query =
        question < 0 ? Map.of() : query(url, scheme, rest.substring(question + 1));
    int slash = beforeQuery.indexOf('/');
    String authority = slash < 0 ? beforeQuery : beforeQuery.substring(0, slash);
    if (rest.indexOf('@', authority.length()) >= 0 && authority.indexOf('@') < 0) {
      throw problem(
          url,
          "a '/' or '?' stands before the '@'",
          "those of a user or a password in percent form, %2F and %3F");
    }
    int at = authority.lastIndexOf('@');
    Credentials credentials = credentials(at < 0 ? "" : authority.substring(0, at));
    Address address = address(url, authority.substring(at + 1));
    String path = slash < 0 ? "" : decode(beforeQuery.substring(slash + 1));
    if (scheme.endsWith("+socket")) {
      return new BrokerUrl(
          scheme,
          credentials.user,
          credentials.password,
          "/" + path,
          OptionalInt.empty(),
          query.getOrDefault("virtual_host", "/"),
          query,
          url);
    }
    return new BrokerUrl(
        scheme,
        credentials.user,
        credentials.password,
        address.host,
        address.port,
        path.isEmpty() ? "/" : path,
        query,
        url);
  }

  private record Credentials(Optional<String> user, Optional<String> password) {}

  private static Credentials credentials(String text) {
    int colon = text.indexOf(':');
    return new Credentials(
        present(colon < 0 ? text : text.substring(0, colon)),
        present(colon < 0 ? "" : text.substring(colon + 1)));
  }

  private static Optional<String> present(String encoded) {
    return encoded.isEmpty() ? Optional.empty() : Optional.of(decode(encoded));
  }

  private record Address(String host, OptionalInt port) {}

  private Address address(String url, String text) {
    if (text.indexOf('@') >= 0) {
      throw problem(url, "it has no scheme", "scheme://user:password@host:port/vhost");
    }
    int bracket = text.startsWith("[") ? text.indexOf(']') : -1;
    int colon = text.indexOf(':', bracket + 1);
    String host =
        text.substring(
            bracket < 0 ? 0 : 1, bracket >= 0 ? bracket : colon < 0 ? text.length() : colon);
    if (host.chars().anyMatch(c -> c <= ' ' || "@[]/\\".indexOf(c) >= 0)
        || (bracket >= 0 && colon != bracket + 1 && bracket + 1 < text.length())) {
      throw problem(
          url, "'" + UrlMask.mask(text) + "' is no host", "scheme://user:password@host:port/vhost");
    }
    return new Address(
        decode(host).toLowerCase(Locale.ROOT),
        colon < 0 ? OptionalInt.empty() : port(url, text.substring(colon + 1)));
  }

  private OptionalInt port(String url, String text) {
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
      throw problem(url, "'" + UrlMask.mask(text) + "' is no port", "a number from 1 to 65535");
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  private Map<String, String> query(String url, String scheme, String text) {
    Map<String, String> members = new LinkedHashMap<>();
    for (String member : text.split("&", -1)) {
      int equals = member.indexOf('=');
      if (equals >= 0 && equals < member.length() - 1) {
        members.put(
            formDecode(member.substring(0, equals)), formDecode(member.substring(equals + 1)));
      }
    }
    members.forEach((name, value) -> check(url, scheme, name, value));
    return members;
  }

  private void check(String url, String scheme, String name, String value) {
    boolean known =
        BROKER_QUERY.contains(name)
            || name.startsWith("ssl_")
            || (name.equals("virtual_host") && scheme.endsWith("+socket"));
    if (broker && !known) {
      throw problem(
          url,
          "'" + name + "' is not possible in a broker's URL",
          "options of the transport in the setting broker_transport_options");
    }
    if (name.equals("ssl_cert_reqs") && !CERTIFICATE_CHECKS.contains(value)) {
      throw problem(url, "ssl_cert_reqs is '" + value + "'", "required, optional or none");
    }
    if (broker
        && (name.equals("heartbeat") || name.equals("connect_timeout"))
        && !value.matches("\\d+(\\.\\d+)?")) {
      throw problem(url, name + " is '" + value + "'", "a number of seconds");
    }
  }

  /** Percent form, as Python reads it: what is no escape stands for itself. */
  private static String decode(String text) {
    Matcher escapes = ESCAPES.matcher(text);
    return escapes.replaceAll(
        run -> Matcher.quoteReplacement(URLDecoder.decode(run.group(), StandardCharsets.UTF_8)));
  }

  private static String formDecode(String text) {
    return decode(text.replace('+', ' '));
  }

  private SettingException problem(String url, String wrong, String right) {
    return new SettingException(
        (broker ? "The broker URL '" : "The result backend URL '")
            + UrlMask.mask(url)
            + "' ("
            + origin
            + ") cannot be used: "
            + wrong
            + "; expected "
            + right);
  }
}
