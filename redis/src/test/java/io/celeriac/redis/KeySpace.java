package io.celeriac.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import redis.clients.jedis.Protocol;
import tools.jackson.databind.JsonNode;

/** What the keys of a server hold, with scores; the tokens of claims all look alike. */
final class KeySpace {
  private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{32}");

  /**
   * What a key holds.
   *
   * @param hours how long it lives, to the nearest hour; -1 for ever
   */
  record Content(String type, List<String> value, long hours) {}

  private static final String READ_ALL =
      """
      local all = {}
      for _, key in ipairs(redis.call('KEYS', '*')) do
        local type = redis.call('TYPE', key).ok
        local entry = {key, type, tostring(redis.call('PTTL', key))}
        local value
        if type == 'zset' then
          value = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
        elseif type == 'list' then
          value = redis.call('LRANGE', key, 0, -1)
        elseif type == 'set' then
          value = redis.call('SMEMBERS', key)
        else
          value = {redis.call('GET', key)}
        end
        for _, item in ipairs(value) do
          entry[#entry + 1] = item
        end
        all[#all + 1] = entry
      end
      return all
      """;

  private KeySpace() {}

  /** All keys of a server, read at once. */
  static Map<String, Content> of(TestRedis redis) {
    Map<String, Content> keys = new TreeMap<>();
    List<?> all = (List<?>) Objects.requireNonNull(redis.run(Protocol.Command.EVAL, READ_ALL, 0));
    for (Object each : all) {
      List<String> fields = ((List<?>) each).stream().map(TestRedis::text).toList();
      String type = fields.get(1);
      List<String> value = fields.subList(3, fields.size());
      keys.put(
          fields.getFirst(),
          new Content(
              type,
              type.equals("set") ? value.stream().sorted().toList() : alike(value),
              hours(Long.parseLong(fields.get(2)))));
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
    JsonNode seconds = content.path("ttl_seconds");
    return new Content(type, alike(value), hours(seconds.isNull() ? -1 : seconds.asLong() * 1000));
  }

  private static long hours(long millis) {
    return millis < 0 ? -1 : Math.round(millis / 3_600_000.0);
  }

  private static List<String> alike(List<String> values) {
    return values.stream()
        .map(value -> TOKEN.matcher(value).matches() ? "a token" : value)
        .toList();
  }
}
