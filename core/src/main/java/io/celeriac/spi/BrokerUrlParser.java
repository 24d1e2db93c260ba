package io.celeriac.spi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes URLs of brokers and result backends apart by kombu's rules: after the scheme those of HTTP,
 * with user, password, host and path in percent form. Where kombu would go on with a host that
 * cannot be one, such as {@code user:password@host} without a scheme, this one objects.
 */
final class BrokerUrlParser {

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+-]*");
  private static final String NO_VHOST = "/";

  /** What a database's own library reads: Celery hands on all that follows {@code db+}. */
  private static final Pattern DATABASE = Pattern.compile("(db\\+|jdbc:).*", Pattern.DOTALL);

  private static final Pattern DATABASE_SCHEME = Pattern.compile("db\\+[A-Za-z][\\w+]*(?=:)|jdbc");

  private final UrlRules rules;

  private BrokerUrlParser(UrlRules rules) {
    this.rules = rules;
  }

  static BrokerUrlParser forBroker(String origin) {
    return new BrokerUrlParser(new UrlRules(true, origin));
  }

  static BrokerUrlParser forResultBackend(String origin) {
    return new BrokerUrlParser(new UrlRules(false, origin));
  }

  List<BrokerUrl> parseAll(List<String> urls) {
    if (!rules.broker() && !urls.isEmpty() && isDatabase(urls.getFirst())) {
      return List.of(parse(String.join(";", urls))); // semicolons part a JDBC URL's properties
    }
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

  /** A bare host: all else is the first URL's, as in kombu; unlike there, a port may follow. */
  private BrokerUrl alternate(String text, BrokerUrl first) {
    UrlAddress address = UrlAddress.hostAndPort(rules, text, text);
    return new BrokerUrl(
        first.scheme(),
        first.user(),
        first.password(),
        address.host(),
        address.port().isPresent() ? address.port() : first.port(),
        first.vhost(),
        first.query(),
        text);
  }

  BrokerUrl parse(String written) {
    String url = written.strip();
    if (!rules.broker() && isDatabase(url)) {
      return database(url);
    }
    int colon = url.indexOf("://");
    if (colon < 0) {
      return rules.broker() || url.isEmpty() ? bareHost(url) : bareScheme(url);
    }
    String scheme = url.substring(0, colon);
    if (!SCHEME.matcher(scheme).matches()) {
      throw rules.problem(
          url, "what stands before '://' is no scheme", "a word such as amqp or redis there");
    }
    return parts(url, scheme.toLowerCase(Locale.ROOT), url.substring(colon + 3));
  }

  private static boolean isDatabase(String url) {
    return DATABASE.matcher(url.strip()).matches();
  }

  private BrokerUrl database(String url) {
    Matcher scheme = DATABASE_SCHEME.matcher(url);
    if (!scheme.lookingAt()) {
      throw rules.problem(
          url, "it names no database", "such as db+postgresql://user:password@host/name");
    }
    UrlAddress nowhere =
        new UrlAddress(Optional.empty(), Optional.empty(), "", OptionalInt.empty());
    return of(scheme.group().toLowerCase(Locale.ROOT), nowhere, NO_VHOST, Map.of(), url);
  }

  private BrokerUrl bareHost(String text) {
    UrlAddress address = UrlAddress.hostAndPort(rules, text, text);
    return of("amqp", address, NO_VHOST, Map.of(), text);
  }

  private BrokerUrl bareScheme(String text) {
    if (!SCHEME.matcher(text).matches()) {
      throw rules.problem(text, "it has no scheme", "such as redis://host:6379/0, or rpc://");
    }
    UrlAddress nowhere =
        new UrlAddress(Optional.empty(), Optional.empty(), "", OptionalInt.empty());
    return of(text.toLowerCase(Locale.ROOT), nowhere, NO_VHOST, Map.of(), text);
  }

  private BrokerUrl parts(String url, String scheme, String rest) {
    if (rest.indexOf('#') >= 0) {
      throw rules.problem(url, "it holds a '#'", "%23 in its place");
    }
    int question = rest.indexOf('?');
    String place = question < 0 ? rest : rest.substring(0, question);
    int slash = place.indexOf('/');
    String host = slash < 0 ? place : place.substring(0, slash);
    boolean account = host.contains(":") || host.contains("@") || !scheme.contains("amqp");
    if (rest.indexOf('@', host.length()) >= 0 && account && !host.isEmpty()) {
      // Kombu would go on with the beginning of a password as the host or the port.
      throw rules.problem(
          url, "an '@' stands behind the host", "%40 in its place" + UrlRules.ESCAPES);
    }
    String path = slash < 0 ? "" : PercentForm.decode(place.substring(slash + 1));
    UrlAddress address = UrlAddress.parse(rules, url, host);
    Map<String, String> query =
        question < 0 ? Map.of() : rules.query(url, scheme, rest.substring(question + 1));
    if (scheme.endsWith("+socket")) {
      UrlAddress socket =
          new UrlAddress(address.user(), address.password(), "/" + path, OptionalInt.empty());
      return of(scheme, socket, query.getOrDefault("virtual_host", NO_VHOST), query, url);
    }
    return of(scheme, address, path.isEmpty() ? NO_VHOST : path, query, url);
  }

  private static BrokerUrl of(
      String scheme, UrlAddress address, String vhost, Map<String, String> query, String text) {
    return new BrokerUrl(
        scheme,
        address.user(),
        address.password(),
        address.host(),
        address.port(),
        vhost,
        query,
        text);
  }
}
