package io.celeriac.codecs;

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
import org.jspecify.annotations.Nullable;

/** Trees of values from a seed, with or without dates and times, which MessagePack lacks. */
final class RandomValues {
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "it's \"quoted\" \\ back",
          "two\nlines",
          "\n",
          "trailing ",
          " leading",
          "a\n\nb\n",
          "tab\t\r\b\f",
          "\u0001\u001f\u007f\u0085\u00a0\u2028\u2029\ufeff",
          "gr\u00fc\u00df \u6f22\u5b57",
          "\ud83e\udd8a",
          "yes",
          "No",
          "null",
          "~",
          "1",
          "017",
          "1e5",
          "1.5",
          "1:30",
          "2026-01-02",
          "<<",
          "=",
          "- a: b",
          "a: b",
          "a #b",
          "#c",
          "? x",
          "[",
          "{",
          "*a",
          "&a",
          "!t",
          "|",
          ">",
          "%d",
          "@x",
          "`y",
          "---",
          "...",
          "x".repeat(200),
          "word ".repeat(60),
          ",",
          "-",
          ":",
          "'",
          "\"");

  private final Random random;
  private final boolean times;

  RandomValues(long seed, boolean times) {
    this.random = new Random(seed);
    this.times = times;
  }

  @Nullable Object value(int depth) {
    return switch (random.nextInt(depth > 0 ? 17 : 12)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> (long) random.nextInt(-10, 10);
      case 3 -> random.nextLong();
      case 4 -> new BigInteger(63, random).setBit(63);
      case 5 -> random.nextGaussian();
      case 6 -> Double.longBitsToDouble(random.nextLong());
      case 7 -> random.nextInt(20) == 0 ? Double.NaN : (double) random.nextInt(-1000, 1000) * 1e14;
      case 8 -> bytes();
      case 9 -> times ? time() : text();
      case 10, 11 -> text();
      case 12, 13 -> list(depth);
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
      map.put(text(), value(depth - 1));
    }
    return map;
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(100)];
    random.nextBytes(bytes);
    return bytes;
  }

  private Object time() {
    LocalDate date = LocalDate.of(random.nextInt(1, 10_000), random.nextInt(1, 13), 28);
    int micros = random.nextBoolean() ? 0 : random.nextInt(1_000_000);
    LocalTime time = LocalTime.of(random.nextInt(24), random.nextInt(60), 7, micros * 1000);
    return switch (random.nextInt(3)) {
      case 0 -> date;
      case 1 -> date.atTime(time);
      default -> date.atTime(time).atOffset(ZoneOffset.ofHoursMinutes(random.nextInt(0, 13), 30));
    };
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
