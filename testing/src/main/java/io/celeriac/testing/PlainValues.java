package io.celeriac.testing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of headers and results as what they mean, so that they can be compared after a transport:
 * whole numbers as long and others as double, whatever width they travelled in; bytes by their
 * content; maps and lists in all depths.
 */
final class PlainValues {
  private PlainValues() {}

  static @Nullable Object of(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Float number -> number.doubleValue();
      case BigDecimal number -> number.doubleValue();
      case Double number -> number;
      case BigInteger number when number.bitLength() > 63 -> number;
      case Number number -> number.longValue();
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        map.forEach((key, member) -> plain.put(String.valueOf(key), of(member)));
        yield plain;
      }
      case List<?> list -> {
        List<@Nullable Object> plain = new ArrayList<>();
        list.forEach(element -> plain.add(of(element)));
        yield plain;
      }
      case byte[] bytes -> ByteBuffer.wrap(bytes);
      default -> value;
    };
  }
}
