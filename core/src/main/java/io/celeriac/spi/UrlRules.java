package io.celeriac.spi;

import io.celeriac.SettingException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What may stand in the query of a URL, and the words for what is wrong with one. A broker's URL
 * has few members, and all others are errors as in kombu; a result backend's are options of the
 * backend.
 *
 * @param broker whether the URLs are a broker's
 * @param origin where they come from
 */
record UrlRules(boolean broker, String origin) {

  /** What to do about characters that end a user or a password. */
  static final String ESCAPES =
      ", and %2F, %3F, %23, %3B for a '/', '?', '#' or ';' in a user or a password";

  private static final Set<String> BROKER_MEMBERS =
      Set.of("heartbeat", "connect_timeout", "login_method", "insist", "credential_provider");
  private static final Set<String> TIMES = Set.of("heartbeat", "connect_timeout");
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");
  private static final Set<String> CERTIFICATE_CHECKS =
      Set.of("CERT_REQUIRED", "CERT_OPTIONAL", "CERT_NONE", "required", "optional", "none");

  /** The members of a query; those without a value are dropped, as Python does. */
  Map<String, String> query(String url, String scheme, String text) {
    Map<String, String> members = new LinkedHashMap<>();
    for (String member : text.split("&", -1)) {
      int equals = member.indexOf('=');
      if (equals >= 0 && equals < member.length() - 1) {
        members.put(
            PercentForm.decodeQuery(member.substring(0, equals)),
            PercentForm.decodeQuery(member.substring(equals + 1)));
      }
    }
    members.forEach((name, value) -> check(url, scheme, name, value));
    return members;
  }

  private void check(String url, String scheme, String name, String value) {
    if (broker && !isBrokerMember(scheme, name)) {
      throw problem(
          url,
          "'" + name + "' is not possible in a broker's URL",
          "options of the transport in the setting broker_transport_options");
    }
    if (name.equals("ssl_cert_reqs") && !CERTIFICATE_CHECKS.contains(value)) {
      throw problem(url, name + " is '" + value + "'", "required, optional or none");
    }
    if (broker && TIMES.contains(name) && !NUMBER.matcher(value).matches()) {
      throw problem(url, name + " is '" + value + "'", "a number of seconds");
    }
  }

  private static boolean isBrokerMember(String scheme, String name) {
    return BROKER_MEMBERS.contains(name)
        || name.startsWith("ssl_")
        || (name.equals("virtual_host") && scheme.endsWith("+socket"));
  }

  SettingException problem(String url, String wrong, String right) {
    return new SettingException(
        (broker ? "The broker URL '" : "The result backend URL '")
            + new UrlMask(Secrets.IN_TEXT).url(url)
            + "' ("
            + origin
            + ") cannot be used: "
            + wrong
            + "; expected "
            + right);
  }
}
