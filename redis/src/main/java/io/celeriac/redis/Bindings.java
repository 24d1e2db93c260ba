package io.celeriac.redis;

import io.celeriac.Exchange;
import io.celeriac.ExchangeType;
import io.celeriac.Queue;
import io.celeriac.spi.Binding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * Which queues are bound to which exchanges, in kombu's sets. Redis knows no exchanges: their types
 * are those that this process has declared. Thread-safe.
 */
final class Bindings {
  private static final Duration SHORTEST_LIFE = Duration.ofHours(1);
  private static final int MOST_SWEPT = 100;
  private static final int SCANNED = 1000;

  private final Commands commands;
  private final Keys keys;
  private final Naming naming;
  private final @Nullable String deadletterQueue;
  private final Map<String, ExchangeType> types = new ConcurrentHashMap<>();
  private final Map<String, Long> expires = new ConcurrentHashMap<>();

  Bindings(Commands commands, Keys keys, RedisOptions options) {
    this.commands = commands;
    this.keys = keys;
    this.naming = options.naming();
    this.deadletterQueue = options.deadletterQueue();
  }

  /** Binds a queue to its exchange; an expiring one until a deadline. */
  void declare(Queue queue) {
    Exchange exchange = queue.exchange();
    Long life = queue.expiresMillis();
    if (life == null) {
      expires.remove(queue.name());
    } else {
      expires.put(queue.name(), life);
    }
    if (exchange.name().isEmpty()) {
      return; // the default exchange finds every queue by its name
    }
    types.put(exchange.name(), exchange.type());
    if (life == null) {
      String member = member(queue);
      commands
          .callAll(
              List.of(
                  Command.on(keys.binding(exchange.name()), Protocol.Command.SADD, member),
                  Command.on(
                      keys.permanentBinding(exchange.name()), Protocol.Command.SADD, member)))
          .forEach(Commands::check);
    } else {
      refresh(queue, life);
    }
  }

  /** Remembers the type of an exchange that no queue of ours is bound to. */
  void declare(Exchange exchange) {
    types.put(exchange.name(), exchange.type());
  }

  /** Puts off the deadline of an expiring queue's binding, and binds it if it was swept away. */
  void refresh(Queue queue, long expiresMillis) {
    String exchange = queue.exchange().name();
    if (exchange.isEmpty()) {
      return; // bound to nothing: the default exchange finds every queue by its name
    }
    if (naming.cluster()) {
      // The two keys may lie on different nodes; what a cluster binds, it binds for good.
      commands.call(Command.on(keys.binding(exchange), Protocol.Command.SADD, member(queue)));
      return;
    }
    commands.call(
        Command.run(
            Script.REFRESH_BINDING,
            List.of(keys.binding(exchange), keys.bindingDeadlines()),
            List.of(member(queue), exchange, bindingMillis(expiresMillis))));
  }

  /** How long the binding of an expiring queue lasts unless refreshed, in milliseconds. */
  static long bindingMillis(long expiresMillis) {
    return Math.max(2 * expiresMillis, SHORTEST_LIFE.toMillis());
  }

  /** Deletes binding sets that nobody has refreshed in time. */
  void sweep() {
    if (!naming.cluster()) {
      commands.call(
          Command.run(
              Script.SWEEP_BINDINGS,
              List.of(keys.bindingDeadlines()),
              List.of(keys.binding(""), keys.permanentBinding(""), MOST_SWEPT)));
    }
  }

  /** Unbinds a queue and deletes its messages. */
  void delete(Queue queue) {
    List<Command> deletion = new ArrayList<>();
    String exchange = queue.exchange().name();
    deletion.add(Command.on(keys.binding(exchange), Protocol.Command.SREM, member(queue)));
    deletion.add(Command.on(keys.permanentBinding(exchange), Protocol.Command.SREM, member(queue)));
    deletion.add(Command.onAll(Protocol.Command.DEL, keys.lists(queue.name())));
    commands.callAll(deletion).forEach(Commands::check);
  }

  /** The declared type of an exchange; direct when nobody has declared it here, as kombu has it. */
  ExchangeType type(String exchange) {
    return types.getOrDefault(exchange, ExchangeType.DIRECT);
  }

  /** How long an expiring queue lives, in milliseconds; null for a lasting or unknown one. */
  @Nullable Long expiresMillis(String queue) {
    return expires.get(queue);
  }

  /** The queues that a message goes to; the dead-letter queue when there is none, if one is set. */
  Collection<String> lookup(String exchange, String routingKey) {
    if (exchange.isEmpty()) {
      return List.of(routingKey);
    }
    Set<String> found = new LinkedHashSet<>();
    Object members = commands.call(Command.on(keys.binding(exchange), Protocol.Command.SMEMBERS));
    for (Object member : (List<?>) Objects.requireNonNull(members)) {
      String[] parts =
          new String((byte[]) member, StandardCharsets.UTF_8).split(Pattern.quote(naming.sep()), 3);
      if (parts.length == 3 && !parts[2].isEmpty() && matches(exchange, parts, routingKey)) {
        found.add(parts[2]);
      }
    }
    if (found.isEmpty() && deadletterQueue != null) {
      found.add(deadletterQueue);
    }
    return found;
  }

  /** All bindings in kombu's sets; in a cluster those that one node has. */
  List<Binding> all() {
    List<Binding> all = new ArrayList<>();
    String prefix = keys.binding("");
    byte[] cursor = {'0'};
    do {
      Object reply =
          commands.call(
              Command.of(
                  Protocol.Command.SCAN, cursor, "MATCH", escaped(prefix) + "*", "COUNT", SCANNED));
      List<?> page = (List<?>) Objects.requireNonNull(reply);
      cursor = (byte[]) page.getFirst();
      for (Object key : (List<?>) page.getLast()) {
        String name = new String((byte[]) key, StandardCharsets.UTF_8);
        addAll(all, name, name.substring(prefix.length()));
      }
    } while (!Arrays.equals(cursor, new byte[] {'0'}));
    return all.stream().distinct().toList();
  }

  private void addAll(List<Binding> all, String key, String exchange) {
    Object members = commands.call(Command.on(key, Protocol.Command.SMEMBERS));
    for (Object member : (List<?>) Objects.requireNonNull(members)) {
      String[] parts =
          new String((byte[]) member, StandardCharsets.UTF_8).split(Pattern.quote(naming.sep()), 3);
      if (parts.length == 3) {
        all.add(new Binding(parts[2], exchange, parts[0]));
      }
    }
  }

  /** A text that stands for itself in a pattern of Redis. */
  private static String escaped(String text) {
    return text.replaceAll("[*?\\[\\]\\\\^]", "\\\\$0");
  }

  /** The queues that a reserved message goes back to. */
  Collection<String> queuesOf(Keys.Reserved reserved, StoredMessage message) {
    return reserved.queue() == null
        ? lookup(message.exchange(), message.routingKey())
        : List.of(reserved.queue());
  }

  private boolean matches(String exchange, String[] parts, String routingKey) {
    return switch (types.get(exchange)) {
      case FANOUT -> true;
      case TOPIC -> TopicPattern.matches(parts[1], routingKey);
      case DIRECT, HEADERS -> parts[0].equals(routingKey);
      // Declared elsewhere: only topic exchanges have patterns.
      case null ->
          parts[1].isEmpty()
              ? parts[0].equals(routingKey)
              : TopicPattern.matches(parts[1], routingKey);
    };
  }

  private String member(Queue queue) {
    String pattern =
        queue.exchange().type() == ExchangeType.TOPIC ? TopicPattern.of(queue.routingKey()) : "";
    return keys.bindingMember(queue.routingKey(), pattern, queue.name());
  }
}
