package io.celeriac.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import redis.clients.jedis.Protocol;
import tools.jackson.databind.JsonNode;

/** What the keys of a server hold, with scores; the tokens of claims all look alike. */
final class KeySpace {
  private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{32}");

  /** What a key holds. */
  record Content(String type, List<String> value, boolean expires) {}

  private KeySpace() {}

  /** All keys of a server. */
  static Map<String, Content> of(TestRedis redis) {
    Map<String, Content> keys = new TreeMap<>();
    for (String key : redis.texts(Protocol.Command.KEYS, "*")) {
      String type = redis.texts(Protocol.Command.TYPE, key).getFirst();
      List<String> value =
          switch (type) {
            case "zset" -> redis.texts(Protocol.Command.ZRANGE, key, 0, -1, "WITHSCORES");
            case "list" -> redis.texts(Protocol.Command.LRANGE, key, 0, -1);
            case "set" -> redis.texts(Protocol.Command.SMEMBERS, key).stream().sorted().toList();
            default -> alike(redis.texts(Protocol.Command.GET, key));
          };
      keys.put(key, new Content(type, value, redis.number(Protocol.Command.PTTL, key) >= 0));
    }
    return keys;
  }

  /** The keys of groups and chords of a vector's last snapshot. */
  static Map<String, Content> atTheEnd(Vector vector) {
    JsonNode snapshots = vector.json().path("data").path("snapshots");
    Map<String, Content> keys = new TreeMap<>();
    snapshots
        .path(snapshots.size() - 1)
        .path("keys")
        .properties()
        .forEach(entry -> {
          if (entry.getKey().contains("taskset")) {
            keys.put(entry.getKey(), recorded(entry.getValue()));
          }
        });
    return keys;
  }

  private static Content recorded(JsonNode content) {
    String type = content.path("type").asString();
    List<String> value = new ArrayList<>();
    JsonNode recorded = content.path("value");
    switch (type) {
      case "zset" ->
          recorded.forEach(pair -> {
            value.add(pair.path("member").path("raw").asString());
            value.add(Integer.toString((int) pair.path("score").asDouble()));
          });
      case "string" -> value.add(recorded.path("raw").asString());
      default -> recorded.forEach(item -> value.add(item.path("raw").asString()));
    }
    return new Content(type, alike(value), !content.path("ttl_seconds").isNull());
  }

  private static List<String> alike(List<String> values) {
    return values.stream()
        .map(value -> TOKEN.matcher(value).matches() ? "a token" : value)
        .toList();
  }
}
