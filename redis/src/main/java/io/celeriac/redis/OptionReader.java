package io.celeriac.redis;

import io.celeriac.SettingException;
import io.celeriac.spi.Secrets;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the members of a map of options by their types, and says what is wrong with one. */
final class OptionReader {
  private final String setting;
  private final String origin;
  private final Map<String, Object> values;

  OptionReader(String setting, String origin, Map<String, Object> values) {
    this.setting = setting;
    this.origin = origin;
    this.values = values;
  }

  /** The setting that holds the options. */
  String setting() {
    return setting;
  }

  /** The names that are there. */
  Iterable<String> names() {
    return values.keySet();
  }

  boolean has(String name) {
    return values.get(name) != null;
  }

  @Nullable Object value(String name) {
    return values.get(name);
  }

  @Nullable String text(String name) {
    Object value = values.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrong(name, "text");
  }

  String text(String name, String fallback) {
    String text = text(name);
    return text == null ? fallback : text;
  }

  boolean flag(String name, boolean fallback) {
    Object value = values.get(name);
    if (value == null) {
      return fallback;
    }
    return switch (value.toString().toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes", "on" -> true;
      case "false", "0", "no", "off" -> false;
      default -> throw wrong(name, "true or false");
    };
  }

  int number(String name, int fallback) {
    Object value = values.get(name);
    if (value == null) {
      return fallback;
    }
    try {
      int number = new BigDecimal(value.toString()).intValueExact();
      if (number >= 0) {
        return number;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Said below.
    }
    throw wrong(name, "a whole number, 0 or more");
  }

  Duration seconds(String name, Duration fallback) {
    Object value = values.get(name);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Duration duration && !duration.isNegative()) {
      return duration;
    }
    try {
      BigDecimal seconds = new BigDecimal(value.toString());
      if (seconds.signum() >= 0) {
        return Duration.ofNanos(seconds.movePointRight(9).longValueExact());
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Said below.
    }
    throw wrong(name, "a number of seconds, 0 or more");
  }

  List<Integer> numbers(String name, List<Integer> fallback) {
    Object value = values.get(name);
    if (value == null) {
      return fallback;
    }
    List<Integer> numbers = new ArrayList<>();
    if (value instanceof Iterable<?> elements) {
      for (Object element : elements) {
        if (element instanceof Number number) {
          numbers.add(number.intValue());
        } else {
          throw wrong(name, "a list of whole numbers");
        }
      }
    }
    if (numbers.isEmpty()) {
      throw wrong(name, "a list of whole numbers, at least one");
    }
    return numbers;
  }

  Map<String, Object> map(String name) {
    Object value = values.get(name);
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> members) {
      Map<String, Object> map = new LinkedHashMap<>();
      members.forEach((key, member) -> {
        if (member != null) {
          map.put(String.valueOf(key), member);
        }
      });
      return map;
    }
    throw wrong(name, "a map of options");
  }

  /** What is wrong with a member, and what would be right. */
  SettingException wrong(String name, String right) {
    return new SettingException(
        "%s['%s'] is '%s' (%s); expected %s"
            .formatted(setting, name, Secrets.masked(name, values.get(name)), origin, right));
  }

  /** What is missing. */
  SettingException missing(String name, String right) {
    return new SettingException("%s (%s) lacks '%s': %s".formatted(setting, origin, name, right));
  }
}
