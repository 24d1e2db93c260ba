package io.celeriac.redis;

import io.celeriac.BrokerException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A connection for published messages, with a thread that reads them and one that asks now and then
 * whether the server is still there. It ends with its connection; {@link Listener#lost} tells.
 */
final class Subscriber implements AutoCloseable {
  private static final Duration LONGEST_PING = Duration.ofSeconds(5);
  private static final Duration LONGEST_CATCHING_UP = Duration.ofSeconds(1);
  private static final String MARK = "here";

  /** Hears what comes; called by the reading thread, which must not be held up. */
  interface Listener {

    /**
     * A message was published.
     *
     * @param pattern the pattern that matched, or null when the channel was subscribed by its name
     */
    void message(@Nullable String pattern, String channel, Object payload);

    /** From now on messages of this channel or pattern arrive. */
    default void subscribed(String channel) {}

    /** The connection broke; nothing more comes. Not called after {@link Subscriber#close}. */
    void lost(BrokerException cause);
  }

  private final RedisConnection connection;
  private final Listener listener;
  private final long pingNanos;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Semaphore caughtUp = new Semaphore(0);

  private Subscriber(RedisConnection connection, Listener listener, Duration pingEvery) {
    this.connection = connection;
    this.listener = listener;
    this.pingNanos = pingEvery.toNanos();
  }

  /**
   * Starts to read from a connection.
   *
   * @param healthCheck how often to see whether the server is there, at least every 5 s; zero for
   *     never
   */
  static Subscriber start(
      RedisConnection connection, Listener listener, Duration healthCheck, String name) {
    Duration ping = healthCheck.compareTo(LONGEST_PING) < 0 ? healthCheck : LONGEST_PING;
    Subscriber subscriber = new Subscriber(connection, listener, ping);
    connection.replyTimeout(Math.toIntExact(ping.toMillis() * 3));
    // A platform thread, so that commands do not stand in line behind the tasks' threads.
    Thread.ofPlatform().name(name).daemon(true).start(subscriber::read);
    if (!ping.isZero()) {
      Thread.ofVirtual().name(name + "-ping").start(subscriber::ping);
    }
    return subscriber;
  }

  void subscribe(Collection<String> channels) {
    send(Protocol.Command.SUBSCRIBE, channels);
  }

  void unsubscribe(Collection<String> channels) {
    send(Protocol.Command.UNSUBSCRIBE, channels);
  }

  void subscribePatterns(Collection<String> patterns) {
    send(Protocol.Command.PSUBSCRIBE, patterns);
  }

  void unsubscribePatterns(Collection<String> patterns) {
    send(Protocol.Command.PUNSUBSCRIBE, patterns);
  }

  /**
   * Waits until the listener was told of everything that the server has sent here up to now; not
   * for long, as a connection that has gone says so in its own way. Called by one thread at a time.
   */
  void catchUp() throws InterruptedException {
    caughtUp.drainPermits();
    synchronized (this) {
      connection.send(new CommandArguments(Protocol.Command.PING).add(MARK));
    }
    boolean ignored = caughtUp.tryAcquire(LONGEST_CATCHING_UP.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    closed.countDown();
    connection.close();
  }

  private synchronized void send(Protocol.Command command, Collection<String> names) {
    if (!names.isEmpty()) {
      connection.send(new CommandArguments(command).addObjects(names));
    }
  }

  private void ping() {
    try {
      while (!closed.await(pingNanos, TimeUnit.NANOSECONDS)) {
        synchronized (this) {
          connection.send(new CommandArguments(Protocol.Command.PING));
        }
      }
    } catch (BrokerException e) {
      // The reading thread notices it as well, and tells.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try {
      while (closed.getCount() > 0) {
        dispatch(connection.read());
      }
    } catch (BrokerException e) {
      end(e);
    } catch (JedisDataException e) {
      end(Failures.reply(connection.where(), e));
    } catch (RuntimeException e) {
      end(
          new BrokerException(
              BrokerException.Problem.CONNECTION_LOST, "Reading messages failed: " + e, e));
    }
  }

  private void end(BrokerException cause) {
    boolean wanted = closed.getCount() == 0;
    close();
    if (!wanted) {
      listener.lost(cause);
    }
  }

  private void dispatch(Object reply) {
    if (!(reply instanceof List<?> parts) || !(parts.getFirst() instanceof byte[] kind)) {
      return; // a PONG before the first subscription
    }
    switch (text(kind)) {
      case "message" -> message(null, parts.get(1), parts.get(2));
      case "pmessage" -> message(text(parts.get(1)), parts.get(2), parts.get(3));
      case "subscribe", "psubscribe" -> listener.subscribed(text(parts.get(1)));
      case "pong" -> {
        if (text(parts.getLast()).equals(MARK)) {
          caughtUp.release();
        }
      }
      default -> {
        // Ends of subscriptions.
      }
    }
  }

  private void message(@Nullable String pattern, Object channel, @Nullable Object payload) {
    // The server sends nothing as payload when all keys were flushed.
    listener.message(pattern, text(channel), Objects.requireNonNullElse(payload, List.of()));
  }

  private static String text(@Nullable Object bytes) {
    return bytes instanceof byte[] some ? new String(some, StandardCharsets.UTF_8) : "";
  }
}
