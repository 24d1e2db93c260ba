package io.celeriac;

import io.celeriac.protocol.Message;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the queue of replies on a thread and a connection of its own, from the first {@link #start}
 * on. A lost connection is made anew; when the broker refuses, reading ends until the next start.
 * Thread-safe.
 */
final class RpcReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RpcReader.class);
  private static final int AT_ONCE = 100;
  private static final int PREFETCH = 1000;
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration END_TIME = Duration.ofSeconds(10);

  private final Supplier<Transport> transport;
  private final Queue queue;
  private final Consumer<Message> arrived;
  private final Consumer<BrokerException> refused;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Thread thread;
  private volatile boolean reading;
  private volatile boolean closed;

  /**
   * Starts nothing yet.
   *
   * @param arrived takes each message, on the thread that reads
   * @param refused is told when reading has ended
   */
  RpcReader(
      Supplier<Transport> transport,
      Queue queue,
      Consumer<Message> arrived,
      Consumer<BrokerException> refused) {
    this.transport = transport;
    this.queue = queue;
    this.arrived = arrived;
    this.refused = refused;
  }

  /** Reads from now on, if it does not yet. Does not wait for the connection. */
  void start() {
    lock.lock();
    try {
      if (thread == null && !closed) {
        thread = Thread.ofVirtual().name("celeriac-rpc-results").start(this::run);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the queue is there, and being read. */
  boolean isReading() {
    return reading;
  }

  /** Cancels reading in good order, and waits until that is done. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      if (thread == null) {
        return;
      }
      thread.interrupt();
      long left = END_TIME.toNanos();
      while (thread != null && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    BrokerException end = null;
    try {
      int failures = 0;
      while (end == null && !closed) {
        try {
          read();
        } catch (BrokerException e) {
          failures = reading ? 1 : failures + 1;
          reading = false;
          end = closed || e.recoverable() ? null : e;
          if (!closed && end == null) {
            log.info("Results cannot be received, connecting again: {}", e.getMessage());
            pause(failures);
          }
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      ended(end);
    }
  }

  /** One session, which ends with an exception. */
  private void read() throws InterruptedException {
    io.celeriac.spi.Consumer session = transport.get().connectConsumer();
    try {
      session.prefetch(PREFETCH);
      session.consume(queue);
      reading = true;
      while (!closed) {
        List<Delivery> deliveries = session.receive(AT_ONCE, WAIT);
        deliveries.forEach(delivery -> arrived.accept(delivery.message()));
        session.ack(deliveries);
      }
    } catch (BrokerException e) {
      session.abandon();
      throw e;
    } finally {
      session.close(); // does nothing after an abandon
    }
  }

  private void pause(int failures) throws InterruptedException {
    long millis = Math.min(LONGEST_PAUSE.toMillis(), 100L << Math.min(failures, 10));
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void ended(@Nullable BrokerException cause) {
    lock.lock();
    try {
      reading = false;
      thread = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (cause != null) {
      refused.accept(cause);
    }
  }
}
