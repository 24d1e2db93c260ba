package io.celeriac.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Exchange;
import io.celeriac.Queue;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Declares queues with their exchanges and bindings over one connection, as Celery does: with its
 * properties, in its order, and what lasts only once. On a channel of its own, as the broker closes
 * the channel of a declaration that it refuses. Safe from any thread; several that want the same
 * thing at once wait for the one that does it.
 */
final class Declarations {
  private final BrokerConnection connection;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Queue> queues = ConcurrentHashMap.newKeySet();
  private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
  private final Set<String> exchangeNames = ConcurrentHashMap.newKeySet();
  private final Set<String> done = ConcurrentHashMap.newKeySet();
  private @Nullable Channel channel;

  Declarations(BrokerConnection connection) {
    this.connection = connection;
  }

  /**
   * Declares a queue, unless that has been done on this connection.
   *
   * @throws BrokerException when the broker refuses, with its words, or the connection is gone
   */
  void declare(Queue queue) {
    if (!queues.contains(queue)) {
      connection
          .threads()
          .call(
              "declaring queue '" + queue.name() + "'",
              () -> locked(() -> queues.contains(queue) || declareNow(queue)),
              ignored -> {});
    }
  }

  /**
   * Declares an exchange, unless that has been done on this connection.
   *
   * @throws BrokerException when the broker refuses, with its words, or the connection is gone
   */
  void declare(Exchange exchange) {
    if (!exchanges.contains(exchange)) {
      connection
          .threads()
          .call(
              "declaring exchange '" + exchange.name() + "'",
              () ->
                  locked(() -> {
                    declareExchange(exchange);
                    return true;
                  }),
              ignored -> {});
    }
  }

  /**
   * Declares a queue and deletes the messages that wait in it; how many there were.
   *
   * @throws BrokerException when the broker refuses, with its words, or the connection is gone
   */
  long purge(Queue queue) {
    return counted("purge", queue, () -> channel().queuePurge(queue.name()).getMessageCount());
  }

  /** How many messages wait in a queue, which is declared first. */
  long waiting(Queue queue) {
    return counted("count", queue, () -> channel().messageCount(queue.name()));
  }

  /** How many messages wait in a queue that is there. */
  long waiting(String queue) {
    return counted("count queue '" + queue + "'", () -> channel().messageCount(queue));
  }

  /** Something that is done by way of a channel. */
  interface Work {
    void on(Channel channel) throws IOException;
  }

  /**
   * Does something, unless that has been done on this connection.
   *
   * @param what what it does, for an error and to know it by
   * @throws BrokerException when the broker refuses, with its words, or the connection is gone
   */
  void once(String what, Work work) {
    if (!done.contains(what)) {
      connection
          .threads()
          .call(
              what,
              () ->
                  locked(() -> {
                    if (!done.contains(what)) {
                      request(
                          what,
                          () -> {
                            work.on(channel());
                            return done.add(what);
                          });
                    }
                    return true;
                  }),
              ignored -> {});
    }
  }

  private interface Count {
    long ask() throws IOException;
  }

  private long counted(String what, Queue queue, Count count) {
    declare(queue);
    return counted(what + " queue '" + queue.name() + "'", count);
  }

  private long counted(String task, Count count) {
    return connection
        .threads()
        .call(
            task,
            () -> {
              AtomicLong result = new AtomicLong();
              boolean done =
                  locked(() -> {
                    request(
                        task,
                        () -> {
                          result.set(count.ask());
                          return result;
                        });
                    return true;
                  });
              assert done;
              return result.get();
            },
            ignored -> {});
  }

  /** Whether an exchange is there, as far as we know. */
  boolean isKnown(String exchange) {
    return isPredeclared(exchange) || exchangeNames.contains(exchange);
  }

  /**
   * Makes sure that an exchange is there before the first publish to it, since a publish to one
   * that is not takes the channel with it, and all its other publishes. On a thread of ours only.
   *
   * @throws BrokerException REFUSED when it is not there
   */
  void require(String exchange) {
    if (!isKnown(exchange)) {
      locked(() -> {
        request(
            "publish to exchange '" + exchange + "'",
            () -> channel().exchangeDeclarePassive(exchange));
        return exchangeNames.add(exchange);
      });
    }
  }

  /** Forgets what was declared, for when it turns out that something has gone. */
  void forget() {
    queues.clear();
    exchanges.clear();
    exchangeNames.clear();
    done.clear();
  }

  private boolean declareNow(Queue queue) {
    Exchange exchange = queue.exchange();
    declareExchange(exchange);
    request(
        "declare queue '" + queue.name() + "'",
        () ->
            channel()
                .queueDeclare(
                    queue.name(),
                    queue.durable(),
                    queue.exclusive(),
                    queue.autoDelete(),
                    arguments("Queue argument", queue.arguments())));
    if (!exchange.name().isEmpty()) {
      request(
          "bind queue '%s' to exchange '%s' with key '%s'"
              .formatted(queue.name(), exchange.name(), queue.routingKey()),
          () -> channel().queueBind(queue.name(), exchange.name(), queue.routingKey()));
    }
    if (!queue.autoDelete() && queue.expiresMillis() == null) {
      queues.add(queue);
    }
    return true;
  }

  private void declareExchange(Exchange exchange) {
    if (isPredeclared(exchange.name()) || exchanges.contains(exchange)) {
      return;
    }
    request(
        "declare exchange '" + exchange.name() + "'",
        () ->
            channel()
                .exchangeDeclare(
                    exchange.name(),
                    exchange.type().wireName(),
                    exchange.durable(),
                    exchange.autoDelete(),
                    arguments("Exchange argument", exchange.arguments())));
    if (!exchange.autoDelete()) {
      exchanges.add(exchange);
      exchangeNames.add(exchange.name());
    }
  }

  private static boolean isPredeclared(String exchange) {
    return exchange.isEmpty() || exchange.startsWith("amq.");
  }

  @SuppressWarnings("NullAway") // the library's own type knows nothing of null, but writes it
  private static Map<String, Object> arguments(String what, Map<String, Object> arguments) {
    return FieldWriter.table(what, arguments);
  }

  private Channel channel() {
    Channel open = channel;
    if (open == null || !open.isOpen()) {
      open = connection.openChannel();
      channel = open;
    }
    return open;
  }

  private interface Request {
    Object send() throws IOException;
  }

  private void request(String what, Request request) {
    try {
      request.send();
    } catch (IllegalArgumentException e) {
      throw new BrokerException(Problem.REFUSED, "Cannot " + what + ": " + e.getMessage(), e);
    } catch (IOException | ShutdownSignalException e) {
      throw connection.problems().refused(what, e);
    }
  }

  private boolean locked(BooleanSupplier work) {
    lock.lock();
    try {
      return work.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }
}
