package io.celeriac.fuzz;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Changes valid messages where they have structure: members of the headers, and of all that is in
 * the body, are replaced, left out, doubled, put elsewhere or joined by others. Some bodies lose
 * their form besides. By one seed always the same.
 */
final class Mutations {

  private static final JsonSerializer JSON = new JsonSerializer();
  private static final List<String> NAMES =
      List.of(
          "task",
          "id",
          "args",
          "kwargs",
          "options",
          "chain",
          "callbacks",
          "errbacks",
          "chord",
          "eta",
          "expires",
          "retries",
          "timelimit",
          "group",
          "stamps",
          "stamped_headers",
          "utc",
          "subtask_type",
          "immutable",
          "__type__",
          "__value__",
          "compression",
          "root_id");

  private final Random random;

  Mutations(long seed) {
    this.random = new Random(seed);
  }

  Message of(Message valid) {
    Map<String, @Nullable Object> headers = headers(valid);
    Object tree = JSON.decode(valid.body(), "utf-8");
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      if (random.nextInt(3) > 0) {
        tree = mutated(tree);
      } else if (mutated(headers) instanceof Map<?, ?> map) {
        headers = named(map);
      }
    }
    byte[] body = JSON.encode(tree);
    if (random.nextInt(6) == 0) {
      body = broken(body);
    }
    return new Message(
        body,
        random.nextInt(20) == 0 ? odd("application/json") : "application/json",
        random.nextInt(20) == 0 ? odd("utf-8") : "utf-8",
        headers,
        MessageProperties.of().withPriority(random.nextInt(10) == 0 ? random.nextInt(256) : 0));
  }

  private Map<String, @Nullable Object> headers(Message valid) {
    return new LinkedHashMap<>(valid.headers());
  }

  private static Map<String, @Nullable Object> named(Map<?, ?> map) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    map.forEach((name, value) -> named.put(String.valueOf(name), value));
    return named;
  }

  private @Nullable String odd(String right) {
    return switch (random.nextInt(5)) {
      case 0 -> null;
      case 1 -> "";
      case 2 -> "application/x-python-serialize";
      case 3 -> right.toUpperCase(java.util.Locale.ROOT);
      default -> right + ";";
    };
  }

  /** One change somewhere in a value. */
  private @Nullable Object mutated(@Nullable Object value) {
    boolean inside = random.nextInt(8) > 0;
    return switch (value) {
      case Map<?, ?> map when inside && !map.isEmpty() -> inMap(named(map));
      case List<?> list when inside && !list.isEmpty() -> inList(new ArrayList<>(list));
      case String text when inside && !text.isEmpty() -> inText(text);
      case null, default -> junk(2);
    };
  }

  private Map<String, @Nullable Object> inMap(Map<String, @Nullable Object> map) {
    List<String> names = List.copyOf(map.keySet());
    String name = names.get(random.nextInt(names.size()));
    switch (random.nextInt(8)) {
      case 0 -> map.remove(name);
      case 1 -> map.put(anyName(), junk(2));
      case 2 -> map.put(anyName(), map.get(name));
      case 3 -> map.put(names.get(random.nextInt(names.size())), map.get(name));
      default -> map.put(name, mutated(map.get(name)));
    }
    return map;
  }

  private List<@Nullable Object> inList(List<@Nullable Object> list) {
    int at = random.nextInt(list.size());
    switch (random.nextInt(8)) {
      case 0 -> list.remove(at);
      case 1 -> list.add(at, junk(2));
      case 2 -> list.add(list.get(at));
      case 3 -> list.set(random.nextInt(list.size()), list.get(at));
      default -> list.set(at, mutated(list.get(at)));
    }
    return list;
  }

  private String inText(String text) {
    int at = random.nextInt(text.length());
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, at);
      case 1 -> text + text;
      case 2 -> text.substring(0, at) + (char) random.nextInt(0x2fff) + text.substring(at);
      default ->
          text.substring(0, at)
              + "0-:.TZ@\u0000\n{".charAt(random.nextInt(10))
              + text.substring(at + 1);
    };
  }

  private String anyName() {
    return NAMES.get(random.nextInt(NAMES.size()));
  }

  private @Nullable Object junk(int depth) {
    return switch (random.nextInt(depth > 0 ? 14 : 11)) {
      case 0 -> null;
      case 1 -> true;
      case 2 -> random.nextLong();
      case 3 -> (long) random.nextInt(5) - 1;
      case 4 -> random.nextGaussian() * 1e9;
      case 5 -> Double.MAX_VALUE;
      case 6 -> "";
      case 7 -> "2026-01-02T03:04:05+25:00";
      case 8 -> "x".repeat(random.nextInt(2_000));
      case 9 -> "\u0000\u202e\ud83d\ude00\r\n";
      case 10 -> Arrays.asList(1L, null);
      case 11 -> List.of();
      case 12 -> Arrays.asList(junk(depth - 1), junk(depth - 1), junk(depth - 1));
      default -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put(anyName(), junk(depth - 1));
        map.put(anyName(), junk(depth - 1));
        yield map;
      }
    };
  }

  private byte[] broken(byte[] body) {
    byte[] broken =
        random.nextInt(3) == 0
            ? Arrays.copyOf(body, random.nextInt(body.length + 1))
            : body.clone();
    for (int i = random.nextInt(1, 4); i > 0 && broken.length > 0; i--) {
      broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
    }
    return broken;
  }
}
