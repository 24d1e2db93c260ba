package io.celeriac.spi;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The percent form of text in URLs, as Python reads and writes it: UTF-8, and a percent sign that
 * begins no escape stands for itself.
 */
final class PercentForm {

  private static final Pattern ESCAPES = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");

  private PercentForm() {}

  static String decode(String text) {
    return ESCAPES
        .matcher(text)
        .replaceAll(run ->
            Matcher.quoteReplacement(URLDecoder.decode(run.group(), StandardCharsets.UTF_8)));
  }

  /** As {@link #decode}, with plus signs for spaces. */
  static String decodeQuery(String text) {
    return decode(text.replace('+', ' '));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
