package io.celeriac.amqp;

import com.rabbitmq.client.impl.LongStringHelper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into those that the client library writes with the type octets that py-amqp uses:
 * integers of 32 bits as {@code I} and others as {@code l}, floats as {@code d}, text and bytes as
 * {@code S}, null as {@code V}. RabbitMQ compares the arguments of declarations by these types, and
 * peers read headers by them.
 */
final class FieldWriter {
  private FieldWriter() {}

  /**
   * A field table, in the order of the map.
   *
   * @param what what the map is, for the error
   * @throws IllegalArgumentException naming a value that AMQP cannot carry
   */
  static Map<String, @Nullable Object> table(String what, Map<String, ?> values) {
    Map<String, @Nullable Object> table = LinkedHashMap.newLinkedHashMap(values.size());
    values.forEach((name, value) -> table.put(name, value(what, name, value)));
    return table;
  }

  private static @Nullable Object value(String what, String path, @Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Boolean bool -> bool;
      case Integer number -> integer(number);
      case Long number -> integer(number);
      case Short number -> number.intValue();
      case Byte number -> number.intValue();
      case Double number -> number;
      case Float number -> number.doubleValue();
      case BigInteger number when number.bitLength() < Long.SIZE -> integer(number.longValue());
      case BigDecimal number -> decimal(what, path, number);
      case byte[] bytes -> LongStringHelper.asLongString(bytes);
      case Instant time -> Date.from(time);
      case Date time -> time;
      case Map<?, ?> map -> map(what, path, map);
      case Collection<?> list -> list(what, path, list);
      default -> throw unsupported(what, path, value);
    };
  }

  private static Object integer(long number) {
    // py-amqp's own bounds, which leave out the least integer of 32 bits.
    if (number >= -Integer.MAX_VALUE && number <= Integer.MAX_VALUE) {
      return (int) number;
    }
    return number;
  }

  private static BigDecimal decimal(String what, String path, BigDecimal number) {
    // One octet of scale and 32 bits of value are all that AMQP has.
    BigDecimal plain = number.scale() < 0 ? number.setScale(0) : number;
    if (plain.scale() > 255 || plain.unscaledValue().bitLength() > 31) {
      throw unsupported(what, path, number);
    }
    return plain;
  }

  private static Map<String, @Nullable Object> map(String what, String path, Map<?, ?> map) {
    Map<String, @Nullable Object> table = LinkedHashMap.newLinkedHashMap(map.size());
    map.forEach((name, value) -> {
      String key = String.valueOf(name);
      table.put(key, value(what, path + "." + key, value));
    });
    return table;
  }

  private static List<@Nullable Object> list(String what, String path, Collection<?> list) {
    List<@Nullable Object> values = new ArrayList<>(list.size());
    for (Object value : list) {
      values.add(value(what, path + "[" + values.size() + "]", value));
    }
    return values;
  }

  private static IllegalArgumentException unsupported(String what, String path, Object value) {
    return new IllegalArgumentException(
        ("%s '%s' is %s (%s), which AMQP cannot carry; it takes text, booleans, integers of 64 bits,"
                + " floats, decimals of 31 bits, times, bytes, maps, lists and null")
            .formatted(what, path, value, value.getClass().getName()));
  }
}
