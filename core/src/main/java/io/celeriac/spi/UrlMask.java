package io.celeriac.spi;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Hides passwords in text that may hold URLs. It works on text that is no valid URL as well, since
 * that is what error messages show, and would rather hide too much than too little.
 */
final class UrlMask {

  /** A semicolon parts two URLs only where another scheme follows, or no more at sign. */
  private static final Pattern BETWEEN_URLS = Pattern.compile(";(?=[A-Za-z][\\w+.-]*://|[^@]*$)");

  private static final Pattern SCHEME = Pattern.compile("(?:db\\+)?(?:jdbc:)?[A-Za-z][\\w+.-]*://");

  /** A member of a query, or a property in a JDBC URL. */
  private static final Pattern SECRET =
      Pattern.compile("(?i)([?&;][\\w.-]*(?:password|passwd|pwd|secret|token)[\\w.-]*=)[^&;]*");

  private UrlMask() {}

  static String mask(String text) {
    String masked = SECRET.matcher(text).replaceAll("$1**");
    return masked.indexOf('@') < 0
        ? masked
        : Arrays.stream(BETWEEN_URLS.split(masked, -1))
            .map(UrlMask::maskOne)
            .collect(Collectors.joining(";"));
  }

  private static String maskOne(String url) {
    int at = url.lastIndexOf('@');
    Matcher scheme = SCHEME.matcher(url);
    int userStart = scheme.lookingAt() && scheme.end() <= at ? scheme.end() : 0;
    int colon = url.indexOf(':', userStart);
    return colon < 0 || colon > at ? url : url.substring(0, colon) + ":**" + url.substring(at);
  }
}
