package io.celeriac;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns what code, a file, the environment or the command line gives for a setting into the value
 * that the setting has; null where it has not the form. What is mutable is copied.
 */
final class SettingReader {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Far beyond any sense, and still a long of nanoseconds. */
  private static final BigDecimal LONGEST = BigDecimal.valueOf(9_000_000_000L);

  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

  private SettingReader() {}

  static @Nullable Boolean bool(Object raw) {
    return switch (raw) {
      case Boolean bool -> bool;
      case Number number when number.doubleValue() == 1 -> true;
      case Number number when number.doubleValue() == 0 -> false;
      case String text ->
          switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> null;
          };
      default -> null;
    };
  }

  static @Nullable Integer integer(Object raw) {
    try {
      BigDecimal number = decimal(raw);
      return number == null ? null : number.intValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }

  static @Nullable Integer positiveOrAuto(Object raw) {
    if (raw.equals("auto")) {
      return Runtime.getRuntime().availableProcessors();
    }
    Integer number = integer(raw);
    return number == null || number < 1 ? null : number;
  }

  static @Nullable Double number(Object raw) {
    if (raw instanceof Double number && !number.isNaN()) {
      return number;
    }
    if (raw instanceof String text && text.strip().equalsIgnoreCase("inf")) {
      return Double.POSITIVE_INFINITY;
    }
    BigDecimal number = decimal(raw);
    return number == null ? null : number.doubleValue();
  }

  static @Nullable Duration seconds(Object raw) {
    return duration(raw, NANOS);
  }

  static @Nullable Duration milliseconds(Object raw) {
    return duration(raw, BigDecimal.valueOf(1_000_000L));
  }

  private static @Nullable Duration duration(Object raw, BigDecimal nanosPerUnit) {
    if (raw instanceof Duration duration) {
      return duration.isNegative() ? null : duration;
    }
    try {
      BigDecimal number = decimal(raw);
      if (number == null) {
        return raw instanceof String text ? Durations.parse(text) : null;
      }
      return number.signum() < 0 || number.compareTo(LONGEST) > 0
          ? null
          : Duration.ofNanos(number.multiply(nanosPerUnit).toBigInteger().longValueExact());
    } catch (ArithmeticException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable BigDecimal decimal(Object raw) {
    try {
      return switch (raw) {
        case Number number -> new BigDecimal(number.toString());
        case String text -> new BigDecimal(text.strip());
        default -> null;
      };
    } catch (NumberFormatException e) {
      return null;
    }
  }

  static @Nullable String text(Object raw) {
    return switch (raw) {
      case CharSequence text -> text.toString();
      case Number number -> number.toString();
      default -> null;
    };
  }

  static @Nullable List<String> texts(Object raw, String separator) {
    if (raw instanceof String text && text.startsWith("[")) {
      Object value = json(text);
      return value instanceof List<?> list ? texts(list, separator) : null;
    }
    if (raw instanceof String text) {
      return Arrays.stream(text.split(separator, -1))
          .map(String::strip)
          .filter(part -> !part.isEmpty())
          .toList();
    }
    if (raw instanceof Collection<?> elements
        && elements.stream().allMatch(String.class::isInstance)) {
      return elements.stream().map(String.class::cast).toList();
    }
    return null;
  }

  @SuppressWarnings("unchecked") // frozen() has made every key a String
  static @Nullable Map<String, Object> map(Object raw) {
    Object value = raw instanceof String text ? json(text) : raw;
    return value instanceof Map<?, ?> ? (Map<String, Object>) frozen(value) : null;
  }

  static @Nullable Object any(Object raw) {
    if (raw instanceof String text && (text.startsWith("{") || text.startsWith("["))) {
      Object value = json(text);
      return value == null ? null : frozen(value);
    }
    return frozen(raw);
  }

  static @Nullable ZoneId zone(Object raw) {
    try {
      return switch (raw) {
        case ZoneId zone -> zone;
        case String text -> ZoneId.of(text.strip());
        default -> null;
      };
    } catch (DateTimeException e) {
      return null;
    }
  }

  static @Nullable Integer deliveryMode(Object raw) {
    return switch (raw.toString()) {
      case "2", "persistent" -> 2;
      case "1", "transient" -> 1;
      default -> null;
    };
  }

  private static @Nullable Object json(String text) {
    try {
      return JSON.readValue(text, Object.class);
    } catch (JacksonException e) {
      return null;
    }
  }

  /** A copy that nobody can change; values that are neither maps nor lists are kept as they are. */
  static Object frozen(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach(
            (key, item) -> copy.put(String.valueOf(key), item == null ? null : frozen(item)));
        yield Collections.unmodifiableMap(copy);
      }
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(item -> copy.add(item == null ? null : frozen(item)));
        yield Collections.unmodifiableList(copy);
      }
      default -> value;
    };
  }
}
