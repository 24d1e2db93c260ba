package io.celeriac.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed members out of a mapping that came from the wire, as leniently as a stock worker
 * does, and names the member in the error where even that one would fail. Text may be of any class
 * whose {@code toString} is the text, since AMQP clients have types of their own for it.
 */
final class Members {
  private final Map<?, ?> map;
  private final String where;

  Members(Map<?, ?> map, String where) {
    this.map = map;
    this.where = where;
  }

  @Nullable String text(String name) {
    return text(map.get(name), name);
  }

  private @Nullable String text(@Nullable Object value, String name) {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
      case Map<?, ?> _, Collection<?> _ -> throw wrong(name, value, "text");
      default -> value.toString();
    };
  }

  String requiredText(String name) {
    Object value = map.get(name);
    String text = value instanceof Number || value instanceof Boolean ? null : text(name);
    if (text == null) {
      throw wrong(name, value, "text");
    }
    return text;
  }

  /** Python's truth: null, zero and empty are false. */
  boolean truth(String name) {
    return switch (map.get(name)) {
      case null -> false;
      case Boolean bool -> bool;
      case Number number -> number.doubleValue() != 0;
      case Collection<?> collection -> !collection.isEmpty();
      case Map<?, ?> members -> !members.isEmpty();
      case Object other -> !other.toString().isEmpty();
    };
  }

  @Nullable Boolean optionalTruth(String name) {
    return map.get(name) == null ? null : truth(name);
  }

  @Nullable Integer integer(String name) {
    Object value = map.get(name);
    return switch (value) {
      case null -> null;
      case Integer number -> number;
      case Boolean bool -> bool ? 1 : 0;
      case Number number -> whole(number, name);
      default -> throw wrong(name, value, "a whole number");
    };
  }

  int integer(String name, int absent) {
    Integer value = integer(name);
    return value == null ? absent : value;
  }

  private int whole(Number number, String name) {
    try {
      return switch (number) {
        case Long value -> Math.toIntExact(value);
        case BigInteger value -> value.intValueExact();
        case Double value when value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE ->
            value.intValue();
        case Float value when value == Math.rint(value) && Math.abs(value) < 1 << 24 ->
            value.intValue();
        case Short value -> value;
        case Byte value -> value;
        default -> throw wrong(name, number, "a whole number");
      };
    } catch (ArithmeticException e) {
      throw wrong(name, number, "a whole number of 32 bits");
    }
  }

  /** A list; missing or null is empty. */
  List<@Nullable Object> list(String name) {
    return map.get(name) == null ? List.of() : requiredList(name);
  }

  List<@Nullable Object> requiredList(String name) {
    Object value = map.get(name);
    if (value instanceof Collection<?> collection) {
      return new ArrayList<>(collection);
    }
    throw wrong(name, value, "a list");
  }

  /** A mapping; missing or null is empty. */
  Map<String, @Nullable Object> map(String name) {
    return map.get(name) == null ? Map.of() : requiredMap(name);
  }

  Map<String, @Nullable Object> requiredMap(String name) {
    Object value = map.get(name);
    if (value instanceof Map<?, ?> members) {
      return textKeys(members, name);
    }
    throw wrong(name, value, "a mapping");
  }

  private Map<String, @Nullable Object> textKeys(Map<?, ?> members, String name) {
    Map<String, @Nullable Object> copy = LinkedHashMap.newLinkedHashMap(members.size());
    for (Map.Entry<?, ?> member : members.entrySet()) {
      String key = text(member.getKey(), name + " key");
      if (key == null) {
        throw wrong(name + " key", null, "text");
      }
      copy.put(key, member.getValue());
    }
    return copy;
  }

  @Nullable List<String> texts(String name) {
    Object value = map.get(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Collection<?> collection)) {
      throw wrong(name, value, "a list of texts");
    }
    List<String> texts = new ArrayList<>(collection.size());
    for (Object element : collection) {
      String text = text(element, name);
      if (text == null) {
        throw wrong(name, value, "a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  TimeLimit timeLimit(String name) {
    Object value = map.get(name);
    if (value == null) {
      return TimeLimit.NONE;
    }
    if (value instanceof List<?> pair && pair.size() == 2) {
      Double hard = seconds(pair.get(0), name);
      Double soft = seconds(pair.get(1), name);
      return hard == null && soft == null ? TimeLimit.NONE : new TimeLimit(hard, soft);
    }
    throw wrong(name, value, "[hard, soft] in seconds");
  }

  private @Nullable Double seconds(@Nullable Object value, String name) {
    return switch (value) {
      case null -> null;
      case BigDecimal decimal -> decimal.doubleValue();
      case Number number -> number.doubleValue();
      default -> throw wrong(name, value, "[hard, soft] in seconds");
    };
  }

  @Nullable SignatureData signature(String name) {
    return switch (map.get(name)) {
      case null -> null;
      case Map<?, ?> members -> SignatureData.fromMap(members);
      case Object other -> throw wrong(name, other, "a signature");
    };
  }

  @Nullable List<SignatureData> signatures(String name) {
    Object value = map.get(name);
    return switch (value) {
      case null -> null;
      case Map<?, ?> single -> List.of(SignatureData.fromMap(single));
      case Collection<?> collection -> {
        List<SignatureData> signatures = new ArrayList<>(collection.size());
        for (Object element : collection) {
          if (!(element instanceof Map<?, ?> members)) {
            throw wrong(name, element, "signatures");
          }
          signatures.add(SignatureData.fromMap(members));
        }
        yield signatures;
      }
      default -> throw wrong(name, value, "a list of signatures");
    };
  }

  IllegalArgumentException wrong(String name, @Nullable Object value, String expected) {
    return new IllegalArgumentException(
        "%s.%s must be %s, but is %s".formatted(where, name, expected, Shown.of(value)));
  }
}
