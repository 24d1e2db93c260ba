package io.celeriac.spi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Hides secrets in text that may hold URLs, properties, JSON or command lines. It works on text
 * that is no valid URL as well, since that is what error messages show.
 *
 * @param mask what stands for a secret
 */
record UrlMask(String mask) {

  // Peers write such text too: a pattern starts once in a run of what it takes, and gives nothing
  // of it back, so that a long text takes no more time than its length.

  private static final Pattern NEXT_SCHEME = Pattern.compile(";[A-Za-z][\\w+.-]*+://");

  private static final Pattern SCHEME =
      Pattern.compile("(?<![^\\s'\"(\\[,=<])(?:db\\+)?(?:jdbc:)?[A-Za-z][\\w+.-]*+://");

  /** After a scheme: an address in brackets, or what follows a colon, which ought to be a port. */
  private static final Pattern PORT =
      Pattern.compile("\\[[^\\[\\]/]*+\\]|:([^,:;/?#\\[)\\s'\"]*+)");

  private static final Pattern END_OF_HOST = Pattern.compile("[/?#;\\s'\"]|$");

  /** {@code name=value}, {@code "name": "value"}, {@code name: value}; perhaps in a list. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?<before>[(,]?)\\\\{0,31}+(?<quote>[\"']?)(?<![\\w.%+\\[\\]-])"
              + "(?<name>[\\w.%+\\[\\]-]++)\\\\{0,31}+\\k<quote>"
              + "(?<is>\\s*=\\s*|(?<=[\"'])\\s*:\\s*|:\\s+)");

  private static final Pattern END_OF_MEMBER = Pattern.compile("[&;]|$");
  private static final Pattern END_IN_LIST = Pattern.compile("[&;,)]|$");
  private static final Pattern END_OF_WORD = Pattern.compile("[\\s'\"]|$");
  private static final Pattern END_OF_LINE = Pattern.compile("[,}\\]\\r\\n]|$");

  /** Any text. */
  String text(String text) {
    return named(accounts(text));
  }

  /** What is meant to be URLs, parted by semicolons. */
  String urls(String urls) {
    return urls.contains("://")
        ? text(urls)
        : Arrays.stream(urls.split(";", -1)).map(this::url).collect(Collectors.joining(";"));
  }

  /** What is meant to be a URL, and may have no scheme. */
  String url(String url) {
    int hash = url.indexOf('#', url.lastIndexOf('@') + 1);
    String masked = text(hash < 0 ? url : url.substring(0, hash + 1) + mask);
    int at = masked.indexOf('@');
    if (masked.contains("://")
        || (at < 0 && masked.matches("[^:\\[]*+(\\[[^\\]]*+\\])?+(:\\d{0,5})?"))) {
      return masked;
    }
    int colon = masked.indexOf(':');
    int end = at < 0 ? masked.length() : at;
    return colon >= 0 && colon < end
        ? masked.substring(0, colon + 1) + mask + masked.substring(end)
        : mask + masked.substring(end);
  }

  private String accounts(String text) {
    return text.indexOf('@') < 0 && !text.contains("://")
        ? text
        : parts(text).stream().map(this::account).collect(Collectors.joining(";"));
  }

  /** A semicolon parts two URLs only where another scheme follows, or no more at sign. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int lastAt = text.lastIndexOf('@');
    Matcher scheme = NEXT_SCHEME.matcher(text);
    int start = 0;
    for (int i = text.indexOf(';'); i >= 0; i = text.indexOf(';', i + 1)) {
      if (i > lastAt || scheme.region(i, text.length()).lookingAt()) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private String account(String url) {
    int at = url.lastIndexOf('@');
    Matcher scheme = SCHEME.matcher(url);
    boolean isUrl = scheme.find();
    if (at < 0) {
      return isUrl ? port(url, scheme.end()) : url;
    }
    int userStart = isUrl && scheme.end() <= at ? scheme.end() : 0;
    int colon = url.indexOf(':', userStart);
    if (colon >= 0 && colon < at) {
      return url.substring(0, colon + 1) + mask + url.substring(at);
    }
    // Without a password it may be a token.
    return userStart > 0 && userStart < at
        ? url.substring(0, userStart) + mask + url.substring(at)
        : url;
  }

  /** Without an at sign, what is no port may be the beginning of a password that is cut off. */
  private String port(String url, int start) {
    Matcher end = END_OF_HOST.matcher(url);
    int hostEnd = end.find(start) ? end.start() : url.length();
    Matcher port = PORT.matcher(url);
    int from = start;
    while (port.find(from) && port.start() < hostEnd) {
      String number = port.group(1);
      if (number != null && !number.matches("\\d{0,5}")) {
        return url.substring(0, port.start(1)) + mask;
      }
      from = port.end();
    }
    return url;
  }

  private String named(String text) {
    StringBuilder shown = new StringBuilder();
    Matcher member = NAMED.matcher(text);
    int done = 0;
    while (member.find(done)) {
      int value = member.end();
      String name = member.group("name");
      shown.append(text, done, value);
      done = value;
      if (Secrets.isSecret(name)) {
        done = valueEnd(text, value, member);
        shown.append(done > value ? mask : "");
      } else if (Secrets.isUrl(name) && member.group("is").equals("=")) {
        Matcher end = END_OF_WORD.matcher(text);
        done = end.find(value) ? end.start() : text.length();
        shown.append(urls(text.substring(value, done)));
      }
    }
    return done == 0 ? text : shown.append(text, done, text.length()).toString();
  }

  private static int valueEnd(String text, int start, Matcher member) {
    if (start == text.length()) {
      return start;
    }
    char first = text.charAt(start);
    return switch (first) {
      case '"', '\'' -> closing(text, start + 1, first);
      case '{', '[', '\\' -> text.length(); // parted by what parts the outer text, or quoted twice
      default -> {
        Pattern end =
            member.group("is").indexOf('=') < 0
                ? END_OF_LINE
                : member.group("before").isEmpty() ? END_OF_MEMBER : END_IN_LIST;
        Matcher found = end.matcher(text);
        yield found.find(start) ? found.start() : text.length();
      }
    };
  }

  private static int closing(String text, int start, char quote) {
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == quote) {
        return i + 1;
      }
    }
    return text.length();
  }
}
