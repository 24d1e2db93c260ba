package io.celeriac.codecs;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.LimitExceededException;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** Makes values of YAML 1.1 scalars, as PyYAML's {@code safe_load} does. */
final class YamlValues {
  private static final String TAGS = "tag:yaml.org,2002:";

  private final int maxNumberLength;

  YamlValues(int maxNumberLength) {
    this.maxNumberLength = maxNumberLength;
  }

  @Nullable Object of(ScalarEvent scalar) {
    String text = scalar.getValue();
    Optional<String> tag = scalar.getTag();
    if (tag.isPresent() && !tag.get().equals("!")) {
      return tagged(tag.get(), text);
    }
    if (tag.isPresent() || !scalar.isPlain()) {
      return text;
    }
    return switch (YamlScalars.kindOf(text)) {
      case TEXT, MERGE, VALUE -> text;
      case NULL -> null;
      case BOOLEAN -> YamlScalars.TRUE.contains(text);
      case INTEGER -> integer(text);
      case FLOAT -> floating(text);
      case TIMESTAMP -> timestamp(text);
    };
  }

  private @Nullable Object tagged(String tag, String text) {
    if (!tag.startsWith(TAGS)) {
      throw unknown(tag);
    }
    return switch (tag.substring(TAGS.length())) {
      case "str" -> text;
      case "null" -> null;
      case "bool" -> {
        if (!YamlScalars.isBoolean(text)) {
          throw new DecodeException("'" + text + "' is no boolean of YAML 1.1");
        }
        yield YamlScalars.TRUE.contains(text);
      }
      case "int" -> integer(text);
      case "float" -> floating(text);
      case "timestamp" -> timestamp(text);
      case "binary" -> Base64.getMimeDecoder().decode(text);
      default -> throw unknown(tag);
    };
  }

  static DecodeException unknown(String tag) {
    return new DecodeException("the YAML tag " + tag + " is not read; it could name any class");
  }

  private Number integer(String text) {
    String digits = number(text);
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    BigInteger value;
    if (digits.startsWith("0b")) {
      value = new BigInteger(digits.substring(2), 2);
    } else if (digits.startsWith("0x")) {
      value = new BigInteger(digits.substring(2), 16);
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      value = new BigInteger(digits, 8);
    } else {
      value = BigInteger.ZERO;
      for (String part : digits.split(":", -1)) {
        value = value.multiply(BigInteger.valueOf(60)).add(new BigInteger(part));
      }
    }
    value = negative ? value.negate() : value;
    return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
  }

  private Double floating(String text) {
    String digits = number(text).toLowerCase(Locale.ROOT);
    double sign = digits.startsWith("-") ? -1 : 1;
    if (digits.startsWith("-") || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    if (digits.equals(".inf")) {
      return sign * Double.POSITIVE_INFINITY;
    }
    if (digits.equals(".nan")) {
      return Double.NaN;
    }
    double value = 0;
    for (String part : digits.split(":", -1)) {
      value = value * 60 + Double.parseDouble(part);
    }
    return sign * value;
  }

  private String number(String text) {
    if (text.length() > maxNumberLength) {
      throw new LimitExceededException(
          "a number of %d characters; at most %d are read"
              .formatted(text.length(), maxNumberLength));
    }
    return text.replace("_", "");
  }

  private static Object timestamp(String text) {
    Matcher parts = YamlScalars.TIMESTAMP.matcher(text);
    if (!parts.matches()) {
      throw new DecodeException("'" + text + "' is no YAML timestamp");
    }
    LocalDate date = LocalDate.of(number(parts, 1), number(parts, 2), number(parts, 3));
    if (parts.group(4) == null) {
      return date;
    }
    LocalDateTime time =
        date.atTime(number(parts, 4), number(parts, 5), number(parts, 6), nanos(parts.group(7)));
    if (parts.group(8) == null) {
      return time;
    }
    if (parts.group(9) == null) {
      return time.atOffset(ZoneOffset.UTC);
    }
    int seconds = number(parts, 10) * 3600 + number(parts, 11) * 60;
    return time.atOffset(
        ZoneOffset.ofTotalSeconds("-".equals(parts.group(9)) ? -seconds : seconds));
  }

  private static int nanos(@Nullable String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "000000").substring(0, 6)) * 1000;
  }

  private static int number(Matcher parts, int group) {
    String digits = parts.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
