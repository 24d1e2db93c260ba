package io.celeriac.memory;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.protocol.Message;
import io.celeriac.spi.Binding;
import io.celeriac.spi.Publication;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A broker in this JVM: exchanges, queues, and what waits in them, with RabbitMQ's rules. One lock
 * guards all of it, so that a message reaches all its queues at once and nothing is ever seen half
 * done; no foreign code runs under it, and what is done under it takes a microsecond.
 */
final class MemoryBroker {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, MemoryExchange> exchanges = new HashMap<>();
  private final Map<String, MemoryQueue> queues = new HashMap<>();
  private final Set<MemoryQueue> expiring = new HashSet<>();
  private long published;

  /** Runs something with the broker to itself. */
  <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the lock for a wait on a condition of {@link #newCondition}. */
  void lockInterruptibly() throws InterruptedException {
    lock.lockInterruptibly();
  }

  void unlock() {
    lock.unlock();
  }

  Condition newCondition() {
    return lock.newCondition();
  }

  /**
   * Declares a queue with its exchange and binding.
   *
   * @param by the connection, to which an exclusive queue belongs
   * @throws BrokerException when it is there with other properties, or belongs to another
   *     connection
   */
  MemoryQueue declare(Queue declaration, Object by, long now) {
    return locked(() -> {
      removeUnused(now);
      MemoryExchange exchange = declare(declaration.exchange());
      MemoryQueue queue = queues.get(declaration.name());
      if (queue == null) {
        queue = create(declaration, by);
      } else {
        queue.expectSame(declaration, by);
      }
      queue.used(now);
      if (exchange != null) {
        exchange.bind(queue, declaration.routingKey());
      }
      return queue;
    });
  }

  private MemoryQueue create(Queue declaration, Object by) {
    MemoryQueue queue = new MemoryQueue(declaration, by);
    queues.put(declaration.name(), queue);
    if (declaration.expiresMillis() != null) {
      expiring.add(queue);
    }
    return queue;
  }

  /**
   * Declares an exchange and puts a message into all queues that are bound to it.
   *
   * @return how many those are
   * @throws BrokerException when it is there with other properties
   */
  int broadcast(Exchange declaration, Publication publication, long now) {
    return locked(() -> {
      var _ = declare(declaration);
      try {
        return publish(publication, now);
      } catch (BrokerException e) {
        if (e.problem() == Problem.UNROUTABLE) {
          return 0;
        }
        throw e;
      }
    });
  }

  /** Deletes the messages that wait in a queue; how many there were. */
  int purge(String name) {
    return locked(() -> {
      MemoryQueue queue = queues.get(name);
      return queue == null ? 0 : queue.clear();
    });
  }

  /** All bindings. */
  List<Binding> bindings() {
    return locked(() -> exchanges.values().stream().flatMap(MemoryExchange::bindings).toList());
  }

  /** How many messages wait in a queue. */
  int waiting(String name) {
    return locked(() -> {
      MemoryQueue queue = queues.get(name);
      return queue == null ? 0 : queue.size();
    });
  }

  /** How many messages of a queue are kept back. */
  int parked(String name) {
    return locked(() -> {
      MemoryQueue queue = queues.get(name);
      return queue == null ? 0 : queue.parked();
    });
  }

  private @Nullable MemoryExchange declare(Exchange declaration) {
    if (declaration.name().isEmpty()) {
      return null; // to the default exchange every queue is bound by its name
    }
    MemoryExchange exchange = exchanges.get(declaration.name());
    if (exchange == null) {
      exchange = MemoryExchange.of(declaration);
      exchanges.put(declaration.name(), exchange);
    } else {
      exchange.expectSame(declaration);
    }
    return exchange;
  }

  /**
   * Puts a message into the queues that its exchange and key lead to.
   *
   * @return how many those are
   * @throws BrokerException when there is no such exchange, or the message leads nowhere and its
   *     exchange is not a fanout, where nobody may be listening
   */
  int publish(Publication publication, long now) {
    Message message = IsolatedValues.copy(publication.message());
    String exchange = publication.exchange();
    String key = publication.routingKey();
    return locked(() -> {
      Collection<MemoryQueue> to = route(exchange, key);
      for (MemoryQueue queue : to) {
        queue.add(new WaitingMessage(message, exchange, key, published++), now);
      }
      return to.size();
    });
  }

  private Collection<MemoryQueue> route(String exchange, String routingKey) {
    if (!exchange.isEmpty() && !exchanges.containsKey(exchange)) {
      throw new BrokerException(
          Problem.REFUSED,
          "There is no exchange '"
              + exchange
              + "' to publish to; it would be there once a queue that is bound to it was declared");
    }
    Collection<MemoryQueue> to = find(exchange, routingKey);
    if (to.isEmpty() && exchange.isEmpty()) {
      throw new BrokerException(
          Problem.UNROUTABLE,
          "There is no queue '" + routingKey + "' to publish to; it would have to be declared");
    }
    MemoryExchange named = exchanges.get(exchange);
    if (to.isEmpty() && named != null && !named.isFanout()) {
      throw new BrokerException(
          Problem.UNROUTABLE,
          "No queue is bound to the exchange '" + exchange + "' for the key '" + routingKey + "'");
    }
    return to;
  }

  /** The queues that an exchange and a key lead to; none when there is no such exchange. */
  private Collection<MemoryQueue> find(String exchange, String routingKey) {
    if (exchange.isEmpty()) {
      MemoryQueue queue = queues.get(routingKey);
      return queue == null ? List.of() : List.of(queue);
    }
    MemoryExchange named = exchanges.get(exchange);
    return named == null ? List.of() : named.route(routingKey);
  }

  /** The next message of a queue, with the lock held; null when none waits. */
  @Nullable WaitingMessage next(MemoryQueue queue, long now) {
    queue.unpark(now);
    while (true) {
      WaitingMessage message = queue.poll();
      if (message == null || message.expiresAt() > now) {
        return message;
      }
      bury(message, queue, "expired", now);
    }
  }

  /** Drops a message, with the lock held: to its queue's dead-letter exchange, if it has one. */
  void bury(WaitingMessage message, MemoryQueue from, String reason, long now) {
    Queue declaration = from.declaration();
    if (!(declaration.arguments().get("x-dead-letter-exchange") instanceof String exchange)) {
      return;
    }
    String key =
        declaration.arguments().get("x-dead-letter-routing-key") instanceof String own
            ? own
            : message.routingKey();
    for (MemoryQueue to : find(exchange, key)) {
      // A message that only ever expires must not go round in circles.
      if (!message.expiredIn().contains(to.name())) {
        to.add(message.buried(exchange, key, from.name(), reason, published++), now);
      }
    }
  }

  /** Ends a connection: the queues that are its own go. */
  void disconnect(Object by) {
    locked(() -> {
      queues.values().stream().filter(queue -> queue.isOwnedBy(by)).toList().forEach(this::remove);
      return by;
    });
  }

  /** Notes, with the lock held, that a reader has left a queue, which may be the queue's end. */
  void readerLeft(MemoryQueue queue, long now) {
    queue.used(now);
    if (queue.isAutoDeletable()) {
      remove(queue);
    }
  }

  // RabbitMQ has timers for this; here it is done whenever a queue is declared, which is when
  // queues grow in number.
  private void removeUnused(long now) {
    if (!expiring.isEmpty()) {
      expiring.stream().filter(queue -> queue.isUnused(now)).toList().forEach(this::remove);
    }
  }

  private void remove(MemoryQueue queue) {
    queues.remove(queue.name());
    expiring.remove(queue);
    exchanges.values().forEach(exchange -> exchange.unbind(queue));
    exchanges.values().removeIf(MemoryExchange::isAutoDeletable);
    queue.remove();
  }
}
