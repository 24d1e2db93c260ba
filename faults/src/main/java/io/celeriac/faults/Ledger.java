package io.celeriac.faults;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.RedisClient;

/**
 * What has run and how often, in a Redis of its own, outside of the broker under test: of {@code
 * mark} by the sequence numbers of its calls (hash {@code done}), of other tasks in a key of the
 * task's name. All methods are safe from any thread.
 */
final class Ledger implements AutoCloseable {
  private static final String DONE = "done";

  private final RedisClient redis;

  Ledger(String url) {
    this.redis = RedisClient.create(URI.create(url));
  }

  /** Counts a run of one that has a sequence number, which is a number or a text. */
  long mark(Object number) {
    return redis.hincrBy(DONE, number.toString(), 1);
  }

  /** Counts a run of a task by name. */
  long count(String name) {
    return redis.incr(name);
  }

  /** How many sequence numbers have run at least once. */
  long distinct() {
    return redis.hlen(DONE);
  }

  /** The runs of each sequence number that ran. */
  Map<Integer, Integer> runs() {
    Map<Integer, Integer> runs = new HashMap<>();
    redis
        .hgetAll(DONE)
        .forEach((number, times) -> runs.put(Integer.valueOf(number), Integer.valueOf(times)));
    return runs;
  }

  /** How often {@link #count} was called for a name. */
  long counted(String name) {
    String value = redis.get(name);
    return value == null ? 0 : Long.parseLong(value);
  }

  /** Adds what somebody has seen, to a set. */
  void note(String set, String member) {
    redis.sadd(set, member);
  }

  /** All that was added to a set. */
  Set<String> noted(String set) {
    return redis.smembers(set);
  }

  /** Forgets everything. */
  void clear() {
    redis.flushDB();
  }

  @Override
  public void close() {
    redis.close();
  }
}
