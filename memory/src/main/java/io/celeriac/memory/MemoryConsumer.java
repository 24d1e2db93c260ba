package io.celeriac.memory;

import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A reader of queues of a {@link MemoryBroker}. Nothing is fetched ahead: a message leaves its
 * queue when it is received, so that the prefetch limit counts exactly what is held. The broker's
 * lock guards the state, and whoever waits, waits on a condition of that lock.
 */
final class MemoryConsumer implements Consumer {
  /** How often to look whether there is memory again. */
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

  private final MemoryTransport transport;
  private final MemoryBroker broker;
  private final Clock clock;
  private final Condition changed;
  private final Deque<MemoryQueue> queues = new ArrayDeque<>(); // the next one to ask is first
  private final Set<MemoryQueue> listened = new LinkedHashSet<>();
  private final Set<MemoryDelivery> held = new LinkedHashSet<>();
  private int prefetch;
  private volatile BooleanSupplier full = () -> false;
  private boolean closed;

  MemoryConsumer(MemoryTransport transport, MemoryBroker broker, Clock clock) {
    this.transport = transport;
    this.broker = broker;
    this.clock = clock;
    this.changed = broker.newCondition();
  }

  @Override
  public void consume(Queue queue) {
    broker.locked(() -> {
      expectOpen();
      MemoryQueue declared = broker.declare(queue, this, clock.millis());
      if (!queues.contains(declared)) {
        queues.add(declared);
        declared.addReader(this);
      }
      wake();
      return declared;
    });
  }

  @Override
  public void listen(Queue queue) {
    broker.locked(() -> {
      expectOpen();
      MemoryQueue declared = broker.declare(queue, this, clock.millis());
      if (listened.add(declared)) {
        declared.addReader(this);
      }
      wake();
      return declared;
    });
  }

  @Override
  public void cancel(String queueName) {
    broker.locked(() -> {
      Stream.concat(queues.stream(), listened.stream())
          .filter(queue -> queue.name().equals(queueName))
          .toList()
          .forEach(this::leave);
      return queueName;
    });
  }

  private void leave(MemoryQueue queue) {
    queues.remove(queue);
    listened.remove(queue);
    queue.removeReader(this);
    broker.readerLeft(queue, clock.millis());
  }

  /** Called by a queue that is no more. */
  void queueRemoved(MemoryQueue queue) {
    queues.remove(queue);
    listened.remove(queue);
  }

  @Override
  public void prefetch(int count) {
    broker.locked(() -> {
      prefetch = count;
      wake();
      return count;
    });
  }

  @Override
  public void pauseWhile(BooleanSupplier nowFull) {
    full = nowFull;
  }

  @Override
  public boolean prefetchIsAdjustable() {
    return true;
  }

  @Override
  public List<Delivery> receive(int max, Duration wait) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.convert(wait);
    broker.lockInterruptibly();
    try {
      while (true) {
        expectOpen();
        List<Delivery> taken = take(max);
        if (!taken.isEmpty() || left <= 0) {
          return taken;
        }
        long most = Math.min(left, full.getAsBoolean() ? LOOK_NANOS : nanosToNextParked());
        left -= most - changed.awaitNanos(most);
      }
    } finally {
      broker.unlock();
    }
  }

  private long nanosToNextParked() {
    long now = clock.millis();
    return queues.stream()
        .flatMapToLong(queue -> queue.nextParked().stream())
        .map(next -> TimeUnit.MILLISECONDS.toNanos(Math.max(1, next - now)))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private List<Delivery> take(int max) {
    List<Delivery> taken = new ArrayList<>();
    long now = clock.millis();
    for (MemoryQueue queue : List.copyOf(listened)) {
      for (WaitingMessage message = nextOf(queue, taken, max, now);
          message != null;
          message = nextOf(queue, taken, max, now)) {
        taken.add(new MemoryDelivery(this, queue, message));
      }
    }
    int empty = 0;
    while (empty < queues.size() && taken.size() < max && mayHoldMore()) {
      MemoryQueue queue = queues.removeFirst();
      queues.addLast(queue);
      WaitingMessage message = broker.next(queue, now);
      if (message == null) {
        empty++;
      } else {
        empty = 0;
        MemoryDelivery delivery = new MemoryDelivery(this, queue, message);
        held.add(delivery);
        taken.add(delivery);
      }
    }
    return taken;
  }

  private @Nullable WaitingMessage nextOf(
      MemoryQueue queue, List<Delivery> taken, int max, long now) {
    return taken.size() < max ? broker.next(queue, now) : null;
  }

  private boolean mayHoldMore() {
    return (prefetch <= 0 || held.size() < prefetch) && !full.getAsBoolean();
  }

  /** Lets a waiting receive look again; with the lock held. */
  void wake() {
    changed.signal();
  }

  @Override
  public List<Delivery> ack(Collection<Delivery> deliveries) {
    return broker.locked(() -> deliveries.stream().filter(delivery -> !delivery.ack()).toList());
  }

  /**
   * Settles a delivery, if that was not done before.
   *
   * @return whether it is, or was, settled; false when it was given back instead
   */
  boolean settle(MemoryDelivery delivery, Settlement settlement) {
    return broker.locked(() -> {
      if (held.remove(delivery)) {
        apply(delivery, settlement);
        wake();
      }
      return !delivery.isGivenBack();
    });
  }

  /** Parks a delivery; false when it was settled, or given back, before. */
  boolean park(MemoryDelivery delivery, long until) {
    return broker.locked(() -> {
      boolean ours = held.remove(delivery);
      if (ours) {
        delivery.queue().park(delivery.waiting(), until);
        wake();
      }
      return ours;
    });
  }

  private void apply(MemoryDelivery delivery, Settlement settlement) {
    switch (settlement) {
      case ACK -> {
        // It left its queue when it was received.
      }
      case DROP -> broker.bury(delivery.waiting(), delivery.queue(), "rejected", clock.millis());
      case REQUEUE -> delivery.queue().giveBack(delivery.waiting());
    }
  }

  @Override
  public void close() {
    broker.locked(() -> {
      closed = true;
      List.copyOf(held).forEach(MemoryDelivery::giveBack);
      held.clear();
      List.copyOf(queues).forEach(this::leave);
      List.copyOf(listened).forEach(this::leave);
      broker.disconnect(this);
      changed.signalAll();
      return this;
    });
    transport.forget(this);
  }

  /** As {@link #close}: what is in this JVM cannot be out of reach. */
  @Override
  public void abandon() {
    close();
  }

  private void expectOpen() {
    if (closed) {
      throw transport.closedException();
    }
  }
}
