package io.celeriac.codecs;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a plain scalar means in YAML 1.1, by the patterns that PyYAML goes by. They are not quite
 * those of the standard: a float needs a point, and an exponent its sign.
 */
final class YamlScalars {
  /** What a scalar stands for. */
  enum Kind {
    TEXT,
    NULL,
    BOOLEAN,
    INTEGER,
    FLOAT,
    TIMESTAMP,
    MERGE,
    /** A lone equals sign; PyYAML quotes it, and fails to read it unquoted. */
    VALUE
  }

  static final Set<String> TRUE =
      Set.of("yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
  private static final Set<String> FALSE =
      Set.of("no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");

  private static final Pattern INTEGER =
      Pattern.compile(
          "[-+]?(?:0b[0-1_]+|0[0-7_]+|0|[1-9][0-9_]*+|0x[0-9a-fA-F_]+"
              + "|[1-9][0-9_]*(?::[0-5]?[0-9]){1,20})");
  private static final Pattern FLOAT =
      Pattern.compile(
          "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?"
              + "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
              + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9]){1,20}\\.[0-9_]*"
              + "|[-+]?\\.(?:inf|Inf|INF)"
              + "|\\.(?:nan|NaN|NAN)");
  static final Pattern TIMESTAMP =
      Pattern.compile(
          "(\\d{4})-(\\d\\d?)-(\\d\\d?)"
              + "(?:(?:[Tt]|[ \\t]+)(\\d\\d?):(\\d\\d):(\\d\\d)(?:\\.(\\d*))?"
              + "(?:[ \\t]*(Z|([-+])(\\d\\d?)(?::(\\d\\d))?))?)?");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

  /** Longer than any number, date or word that could be meant. */
  static final int MAX_LENGTH = 10_000;

  private YamlScalars() {}

  static Kind kindOf(String plain) {
    if (NULL.contains(plain)) {
      return Kind.NULL;
    }
    char first = plain.charAt(0);
    boolean numeric = (first >= '0' && first <= '9') || "+-.".indexOf(first) >= 0;
    if (!numeric) {
      return word(plain);
    }
    if (plain.length() > MAX_LENGTH) {
      return Kind.TEXT;
    }
    if (INTEGER.matcher(plain).matches()) {
      return Kind.INTEGER;
    }
    if (FLOAT.matcher(plain).matches()) {
      return Kind.FLOAT;
    }
    boolean time =
        DATE.matcher(plain).matches()
            || (plain.length() > 10 && TIMESTAMP.matcher(plain).matches());
    return time ? Kind.TIMESTAMP : Kind.TEXT;
  }

  private static Kind word(String plain) {
    if (TRUE.contains(plain) || FALSE.contains(plain)) {
      return Kind.BOOLEAN;
    }
    return switch (plain) {
      case "<<" -> Kind.MERGE;
      case "=" -> Kind.VALUE;
      default -> Kind.TEXT;
    };
  }

  static boolean isBoolean(String text) {
    return TRUE.contains(text) || FALSE.contains(text);
  }
}
