package io.celeriac.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeriac.testing.RedisServerProcess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import tools.jackson.databind.JsonNode;

/** A server of a test's own, and what the test does to it past the transport. */
final class TestRedis implements AutoCloseable {
  private static final Pattern TAG =
      Pattern.compile("(?<=delivery_tag\": \")[^\"]+|(?<=^|/)[0-9a-f]{8}-[0-9a-f-]{27}(?=$|/|=)");

  /** What a key holds, without tags, scores and the exact time to live. */
  record Content(String type, List<String> value, boolean expires) {}

  private final RedisServerProcess server;
  private final Pipeline commands;

  private TestRedis(RedisServerProcess server) {
    this.server = server;
    this.commands = pipeline("test");
  }

  /** One more connection of the caller's own. */
  Pipeline pipeline(String name) {
    return new Pipeline(
        name, () -> new Dialer(RedisTests.connection()).dial(new Address.Tcp("127.0.0.1", port())));
  }

  /** Starts one that keeps nothing on disk. */
  static TestRedis started(String... options) {
    List<String> all = new ArrayList<>(List.of("--appendonly", "no"));
    all.addAll(List.of(options));
    return new TestRedis(RedisServerProcess.started(all.toArray(String[]::new)));
  }

  RedisServerProcess server() {
    return server;
  }

  int port() {
    return server.port();
  }

  String url() {
    return server.url();
  }

  Commands commands() {
    return commands;
  }

  /** Executes a command. */
  @Nullable Object run(Protocol.Command command, Object... arguments) {
    return commands.call(Command.of(command, arguments));
  }

  /** The reply to a command, as text. */
  List<String> texts(Protocol.Command command, Object... arguments) {
    return texts(run(command, arguments));
  }

  /** The reply to a command, as a number. */
  long number(Protocol.Command command, Object... arguments) {
    return (Long) Objects.requireNonNull(run(command, arguments));
  }

  /** Has the time to live of a key be up, which must have one if it is there. */
  void expireNow(String key) {
    RedisTests.expireNow(commands, key);
  }

  void clear() {
    run(Protocol.Command.FLUSHALL);
  }

  /** Makes the keys that a vector has; scores of reservations are made older by some seconds. */
  void load(JsonNode keys, double olderBySeconds) {
    keys.properties().forEach(entry -> load(entry.getKey(), entry.getValue(), olderBySeconds));
  }

  private void load(String key, JsonNode content, double olderBySeconds) {
    JsonNode value = content.path("value");
    switch (content.path("type").asString()) {
      case "list" -> value.forEach(item -> run(Protocol.Command.RPUSH, key, item.asString()));
      case "set" -> value.forEach(item -> run(Protocol.Command.SADD, key, item.asString()));
      case "hash" ->
          value
              .properties()
              .forEach(e -> run(Protocol.Command.HSET, key, e.getKey(), e.getValue().asString()));
      case "zset" ->
          value.forEach(pair ->
              run(
                  Protocol.Command.ZADD,
                  key,
                  Double.toString(pair.path(1).asDouble() - olderBySeconds),
                  pair.path(0).asString()));
      default -> throw new IllegalArgumentException("No way to make " + content);
    }
  }

  /** All keys. */
  Map<String, Content> keys() {
    Map<String, Content> keys = new TreeMap<>();
    for (String key : texts(Protocol.Command.KEYS, "*")) {
      String type = texts(Protocol.Command.TYPE, key).getFirst();
      List<String> value =
          switch (type) {
            case "list" -> texts(Protocol.Command.LRANGE, key, 0, -1);
            case "set" -> texts(Protocol.Command.SMEMBERS, key);
            case "zset" -> texts(Protocol.Command.ZRANGE, key, 0, -1);
            case "hash" -> pairs(texts(Protocol.Command.HGETALL, key));
            default -> texts(Protocol.Command.GET, key);
          };
      boolean expires = number(Protocol.Command.PTTL, key) >= 0;
      keys.put(key, entry(type, value, expires));
    }
    return keys;
  }

  /** The keys of a vector in the same form. */
  static Map<String, Content> keys(JsonNode vector) {
    Map<String, Content> keys = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : vector.properties()) {
      JsonNode content = entry.getValue();
      List<String> value = new ArrayList<>();
      String type = content.path("type").asString();
      switch (type) {
        case "hash" ->
            content
                .path("value")
                .properties()
                .forEach(e -> value.add(e.getKey() + "=" + e.getValue().asString()));
        case "zset" -> content.path("value").forEach(pair -> value.add(pair.path(0).asString()));
        default -> content.path("value").forEach(item -> value.add(item.asString()));
      }
      keys.put(entry.getKey(), entry(type, value, !content.path("pttl").isNull()));
    }
    return keys;
  }

  private static Content entry(String type, List<String> value, boolean expires) {
    Stream<String> texts = value.stream().map(text -> TAG.matcher(text).replaceAll("TAG"));
    // Only a list has an order; sorted without the tags, which are random.
    return new Content(type, (type.equals("list") ? texts : texts.sorted()).toList(), expires);
  }

  private static List<String> pairs(List<String> flat) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < flat.size(); i += 2) {
      pairs.add(flat.get(i) + "=" + flat.get(i + 1));
    }
    return pairs;
  }

  private static List<String> texts(@Nullable Object reply) {
    if (reply instanceof List<?> elements) {
      return elements.stream().map(TestRedis::text).toList();
    }
    return Arrays.asList(text(reply));
  }

  /** A reply that is one value, as text. */
  static String text(@Nullable Object value) {
    return value instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(value);
  }

  @Override
  public void close() {
    commands.close();
    server.close();
  }
}
