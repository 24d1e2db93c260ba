package io.celeriac.memory;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Queue;
import io.celeriac.protocol.MessageProperties;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A queue of a {@link MemoryBroker}, whose lock guards it: what waits, and who reads. */
final class MemoryQueue {
  private final Queue declaration;
  private final Object declaredBy;
  private final int maxPriority;
  private final long timeToLive;
  private final PriorityQueue<WaitingMessage> waiting = new PriorityQueue<>();
  private final PriorityQueue<Parked> parked =
      new PriorityQueue<>(Comparator.comparingLong(Parked::until));
  private final Set<MemoryConsumer> readers = new LinkedHashSet<>();
  private boolean hadReader;
  private boolean removed;
  private long lastUsed;

  MemoryQueue(Queue declaration, Object declaredBy) {
    this.declaration = declaration;
    this.declaredBy = declaredBy;
    this.maxPriority = Math.clamp(argument(declaration, "x-max-priority", 0), 0, 255);
    this.timeToLive = argument(declaration, "x-message-ttl", Long.MAX_VALUE);
  }

  /** A message that is kept back. */
  private record Parked(WaitingMessage message, long until) {}

  private static long argument(Queue declaration, String name, long otherwise) {
    return declaration.arguments().get(name) instanceof Number number
        ? number.longValue()
        : otherwise;
  }

  String name() {
    return declaration.name();
  }

  Queue declaration() {
    return declaration;
  }

  /** Checks that whoever declares it again means the same, as RabbitMQ does. */
  void expectSame(Queue other, Object by) {
    if (declaration.exclusive() && !declaredBy.equals(by)) {
      throw new BrokerException(
          Problem.REFUSED,
          "Queue '" + name() + "' is exclusive, and belongs to another connection");
    }
    Declarations.expectSame("queue", name(), Declarations.of(declaration), Declarations.of(other));
  }

  int size() {
    return waiting.size();
  }

  /** Deletes what waits; how many there were. */
  int clear() {
    int count = waiting.size() + parked.size();
    waiting.clear();
    parked.clear();
    return count;
  }

  void add(WaitingMessage message, long now) {
    MessageProperties properties = message.message().properties();
    Integer priority = properties.priority();
    long lifetime = Math.min(timeToLive, lifetime(properties.expiration()));
    waiting.add(
        message.queued(
            priority == null ? 0 : Math.clamp(priority, 0, maxPriority),
            lifetime == Long.MAX_VALUE ? lifetime : now + lifetime));
    wakeReaders();
  }

  private static long lifetime(@Nullable String expiration) {
    if (expiration == null) {
      return Long.MAX_VALUE;
    }
    try {
      return Math.clamp(Long.parseLong(expiration), 0, Integer.MAX_VALUE);
    } catch (NumberFormatException e) {
      throw new BrokerException(
          Problem.MESSAGE_REFUSED,
          "'" + expiration + "' is no expiration; it would be milliseconds as decimal text",
          e);
    }
  }

  /** Takes back what was delivered and not settled, to the place it had. */
  void giveBack(WaitingMessage message) {
    if (!removed) {
      waiting.add(message.givenBack());
      wakeReaders();
    }
  }

  /** Keeps a message back until a time; it takes its place in the queue then. */
  void park(WaitingMessage message, long until) {
    if (!removed) {
      parked.add(new Parked(message, until));
      wakeReaders(); // they wait no longer than until then
    }
  }

  /** Takes in what was kept back until now. */
  void unpark(long now) {
    while (!parked.isEmpty() && parked.element().until() <= now) {
      long lifetime = timeToLive == Long.MAX_VALUE ? timeToLive : now + timeToLive;
      waiting.add(parked.remove().message().parkedUntilNow(lifetime));
    }
  }

  int parked() {
    return parked.size();
  }

  /** When the next of the messages comes that are kept back; empty when there are none. */
  OptionalLong nextParked() {
    return parked.isEmpty() ? OptionalLong.empty() : OptionalLong.of(parked.element().until());
  }

  @Nullable WaitingMessage poll() {
    return waiting.poll();
  }

  private void wakeReaders() {
    readers.forEach(MemoryConsumer::wake);
  }

  void addReader(MemoryConsumer reader) {
    readers.add(reader);
    hadReader = true;
  }

  void removeReader(MemoryConsumer reader) {
    readers.remove(reader);
  }

  void used(long now) {
    lastUsed = now;
  }

  boolean isUnused(long now) {
    Long expires = declaration.expiresMillis();
    return expires != null && readers.isEmpty() && lastUsed + expires <= now;
  }

  boolean isAutoDeletable() {
    return declaration.autoDelete() && hadReader && readers.isEmpty();
  }

  boolean isOwnedBy(Object connection) {
    return declaration.exclusive() && declaredBy.equals(connection);
  }

  /** Ends it: what waits is gone, and what is given back later too. */
  void remove() {
    removed = true;
    waiting.clear();
    parked.clear();
    List.copyOf(readers).forEach(reader -> reader.queueRemoved(this));
    readers.clear();
  }
}
