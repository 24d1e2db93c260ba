package io.celeriac.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Trees of the values that a task may have for arguments, from a seed. */
final class RandomValues {
  private static final String[] TEXTS = {
    "",
    "a",
    "it's \"quoted\" \\ back",
    "line\nfeed\ttab\r\b\f",
    "\u0000\u001f\u007f",
    "gr\u00fc\u00df \u6f22\u5b57",
    "\ud83e\udd8a",
    "\ufffd\uffff",
    "yes",
    "null",
    "1",
    "1e5",
    "2026-01-02",
    "__type__",
    "<<",
    "- a: b"
  };

  private final Random random;

  RandomValues(long seed) {
    random = new Random(seed);
  }

  @Nullable Object value(int depth) {
    return switch (random.nextInt(depth > 0 ? 22 : 18)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> (long) random.nextInt(-10, 10);
      case 3 -> random.nextLong();
      case 4 -> new BigInteger(200, random).add(BigInteger.TWO.pow(70)).negate();
      case 5 -> random.nextGaussian();
      case 6 -> Double.longBitsToDouble(random.nextLong());
      case 7 -> random.nextInt(20) == 0 ? Double.NaN : (double) random.nextInt(-1000, 1000);
      case 8, 9 -> text();
      case 10 -> bytes();
      case 11 -> date().atTime(time()).atOffset(offset());
      case 12 -> date().atTime(time());
      case 13 -> date();
      case 14 -> time();
      case 15 -> time().atOffset(offset());
      case 16 ->
          random.nextInt(10) == 0
              ? List.of(NonFiniteDecimal.values()).get(random.nextInt(3))
              : new BigDecimal(new BigInteger(90, random), random.nextInt(-20, 20));
      case 17 -> new UUID(random.nextLong(), random.nextLong());
      case 18, 19 -> list(depth);
      default -> map(depth);
    };
  }

  List<@Nullable Object> list(int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      list.add(value(depth - 1));
    }
    return list;
  }

  Map<String, @Nullable Object> map(int depth) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      map.put(text() + i, value(depth - 1));
    }
    return map;
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(20)];
    random.nextBytes(bytes);
    return bytes;
  }

  private LocalDate date() {
    return LocalDate.of(random.nextInt(1, 10_000), random.nextInt(1, 13), random.nextInt(1, 29));
  }

  private LocalTime time() {
    int micros = random.nextBoolean() ? 0 : random.nextInt(1_000_000);
    return LocalTime.of(random.nextInt(24), random.nextInt(60), random.nextInt(60), micros * 1000);
  }

  private ZoneOffset offset() {
    return ZoneOffset.ofHoursMinutes(random.nextInt(-11, 13), 0);
  }

  /** The same tree, with bytes in a form that compares by content. */
  static @Nullable Object comparable(@Nullable Object value) {
    return switch (value) {
      case byte[] bytes -> ByteBuffer.wrap(bytes);
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(element -> copy.add(comparable(element)));
        yield copy;
      }
      case Map<?, ?> map -> {
        Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, member) -> copy.put(key, comparable(member)));
        yield copy;
      }
      case null, default -> value;
    };
  }
}
