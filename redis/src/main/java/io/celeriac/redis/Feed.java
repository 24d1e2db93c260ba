package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What one server gives to one consumer: a connection to take messages on, and one that receives
 * what is published. The server tells on the second when a list changes that was looked at on the
 * first (client tracking, since Redis 6), so that waiting costs nothing and loses no time, for any
 * number of queues. Neither connection is made again: a consumer ends with them.
 */
final class Feed implements AutoCloseable {
  /** The channel on which the server tells of changed keys. */
  static final String CHANGES = "__redis__:invalidate";

  private static final Logger log = LoggerFactory.getLogger(Feed.class);

  private final Pipeline line;
  private final Subscriber subscriber;
  private final boolean telling;

  private Feed(Pipeline line, Subscriber subscriber, boolean telling) {
    this.line = line;
    this.subscriber = subscriber;
    this.telling = telling;
  }

  /**
   * Opens both connections.
   *
   * @throws BrokerException when that is not possible
   */
  static Feed open(
      Supplier<RedisConnection> connector, Subscriber.Listener listener, Duration healthCheck) {
    RedisConnection bell = connector.get();
    Object id = ask(bell, "ID");
    Subscriber subscriber =
        Subscriber.start(bell, listener, healthCheck, "celeriac-redis-subscriber");
    try {
      RedisConnection takes = connector.get();
      boolean telling = id instanceof Long number && tracks(takes, number);
      if (telling) {
        subscriber.subscribe(List.of(CHANGES));
      }
      return new Feed(new Pipeline("celeriac-redis-takes", once(takes)), subscriber, telling);
    } catch (BrokerException e) {
      subscriber.close();
      throw e;
    }
  }

  /** The connection to take messages on. */
  Commands line() {
    return line;
  }

  Subscriber subscriber() {
    return subscriber;
  }

  /** Whether the server tells of new messages; without that, one has to look. */
  boolean isTelling() {
    return telling;
  }

  @Override
  public void close() {
    line.close();
    subscriber.close();
  }

  private static boolean tracks(RedisConnection takes, long subscriberId) {
    Object reply = ask(takes, "TRACKING", "ON", "REDIRECT", subscriberId, "NOLOOP");
    if (reply instanceof JedisDataException refused) {
      log.info(
          "{} does not tell of new messages ({}); looking for them instead",
          takes.where(),
          refused.getMessage());
      return false;
    }
    return true;
  }

  private static Object ask(RedisConnection connection, Object... arguments) {
    CommandArguments command = new CommandArguments(Protocol.Command.CLIENT).addObjects(arguments);
    return connection.call(List.of(command)).getFirst();
  }

  private static Supplier<RedisConnection> once(RedisConnection connection) {
    AtomicReference<@Nullable RedisConnection> unused = new AtomicReference<>(connection);
    return () ->
        Objects.requireNonNullElseGet(
            unused.getAndSet(null),
            () -> {
              throw new BrokerException(
                  Problem.CONNECTION_LOST,
                  "The connection to Redis at " + connection.where() + " was lost");
            });
  }
}
