package io.celeriac.redis;

import io.celeriac.spi.Printable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;

/**
 * Puts back the messages of consumers that have died: reservations older than the visibility
 * timeout, whosever they are. One process does that at a time, by kombu's lock. The newest goes
 * first, so that the oldest ends up as the next one to be taken.
 */
final class OverdueSweep {
  private static final Logger log = LoggerFactory.getLogger(OverdueSweep.class);

  private static final int MOST_TOLD = 1000;

  private final Commands commands;
  private final Restorer restorer;
  private final Bindings bindings;
  private final Scores scores;
  private final LeasePolicy policy;
  private final Set<String> toldOf = ConcurrentHashMap.newKeySet();

  OverdueSweep(
      Commands commands, Restorer restorer, Bindings bindings, Scores scores, LeasePolicy policy) {
    this.commands = commands;
    this.restorer = restorer;
    this.bindings = bindings;
    this.scores = scores;
    this.policy = policy;
  }

  private record Overdue(String tag, String score) {}

  /**
   * Looks for overdue reservations and puts their messages back.
   *
   * @return how many were put back
   */
  int run(Keys.Reserved keys) {
    String limit = scores.overdue();
    Object any = commands.call(Command.on(keys.index(), Protocol.Command.ZCOUNT, "0", limit));
    if (Objects.equals(any, 0L)) {
      return 0; // the usual case, without a write
    }
    String token = UUID.randomUUID().toString();
    Object locked =
        commands.call(
            Command.on(
                keys.mutex(),
                Protocol.Command.SET,
                token,
                "NX",
                "PX",
                policy.mutexExpire().toMillis()));
    if (locked == null) {
      return 0;
    }
    try {
      return restore(keys, overdue(keys, limit));
    } finally {
      commands.tell(List.of(Command.run(Script.UNLOCK, List.of(keys.mutex()), List.of(token))));
    }
  }

  private List<Overdue> overdue(Keys.Reserved keys, String limit) {
    List<Object> range = new ArrayList<>(List.of(limit, "0", "BYSCORE", "REV"));
    if (policy.restoreLimit() > 0) {
      range.addAll(List.of("LIMIT", "0", policy.restoreLimit()));
    }
    range.add("WITHSCORES");
    List<?> reply =
        (List<?>)
            Objects.requireNonNull(
                commands.call(Command.on(keys.index(), Protocol.Command.ZRANGE, range.toArray())));
    List<Overdue> overdue = new ArrayList<>();
    for (int i = 0; i + 1 < reply.size(); i += 2) {
      overdue.add(new Overdue(text(reply.get(i)), text(reply.get(i + 1))));
    }
    return overdue;
  }

  private int restore(Keys.Reserved keys, List<Overdue> overdue) {
    List<Command> reads = new ArrayList<>();
    overdue.forEach(
        entry -> reads.add(Command.on(keys.unacked(), Protocol.Command.HGET, entry.tag)));
    if (reads.isEmpty()) {
      return 0;
    }
    List<?> values = commands.callAll(reads);
    List<CompletableFuture<Boolean>> moves = new ArrayList<>();
    for (int i = 0; i < overdue.size(); i++) {
      CompletableFuture<Boolean> move = move(keys, overdue.get(i), Commands.check(values.get(i)));
      if (move != null) {
        moves.add(move);
      }
    }
    int restored = 0;
    for (CompletableFuture<Boolean> move : moves) {
      restored += Commands.await(move) ? 1 : 0;
    }
    if (restored > 0) {
      log.warn(
          "Put back {} message(s) whose consumer did not settle them within {} s",
          restored,
          policy.visibilityTimeout().toSeconds());
    }
    return restored;
  }

  private @Nullable CompletableFuture<Boolean> move(
      Keys.Reserved keys, Overdue entry, @Nullable Object value) {
    if (!(value instanceof byte[] stored)) {
      // In the index only: what is left of a message that is gone.
      return commands
          .send(
              List.of(
                  Command.run(
                      Script.SETTLE,
                      List.of(keys.unacked(), keys.index()),
                      List.of(entry.tag, entry.score))))
          .thenApply(_ -> false);
    }
    StoredMessage message;
    try {
      message = StoredMessage.parse(stored);
    } catch (IllegalArgumentException e) {
      if (isNews(entry.tag)) {
        log.error(
            "The reservation {} cannot be read and stays: {}",
            Printable.word(entry.tag),
            Printable.line(String.valueOf(e.getMessage())));
      }
      return null;
    }
    Collection<String> queues = bindings.queuesOf(keys, message);
    if (queues.isEmpty()) {
      if (isNews(entry.tag)) {
        log.warn(
            "The message {} stays reserved: no queue is bound to exchange '{}' with key '{}'",
            Printable.word(entry.tag),
            Printable.word(message.exchange()),
            Printable.word(message.routingKey()));
      }
      return null;
    }
    return restorer.restore(keys, entry.tag, entry.score, message, queues, Settlement.NEXT);
  }

  /** What stays is seen again by each sweep, and told of once. */
  private boolean isNews(String tag) {
    if (toldOf.size() >= MOST_TOLD) {
      toldOf.clear();
    }
    return toldOf.add(tag);
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }
}
