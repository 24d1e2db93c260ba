package io.celeriac;

import io.celeriac.protocol.DecodeException;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives events until it is closed, by a connection and on a thread of its own. A lost connection
 * is made anew; what happens meanwhile is not received. Made by {@link Events#receive}.
 * Thread-safe.
 */
public final class EventReceiver implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventReceiver.class);
  private static final int AT_ONCE = 200;
  private static final int PREFETCH = 1000;
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration END_TIME = Duration.ofSeconds(10);

  private final Transport transport;
  private final Queue queue;
  private final EventDecoder decoder;
  private final EventListener listener;
  private final Runnable ready;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private boolean connected;
  private volatile boolean closed;

  /**
   * Receives nothing yet.
   *
   * @param ready what is done at each connection, when events arrive by it
   */
  EventReceiver(
      Transport transport,
      Queue queue,
      EventDecoder decoder,
      EventListener listener,
      Runnable ready) {
    this.transport = transport;
    this.queue = queue;
    this.decoder = decoder;
    this.listener = listener;
    this.ready = ready;
    this.thread = Thread.ofVirtual().name("celeriac-event-receiver").unstarted(this::run);
  }

  EventReceiver start() {
    thread.start();
    return this;
  }

  /** Waits until events arrive, at most so long; whether they do. */
  public boolean awaitConnected(Duration time) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = time.toNanos();
      while (!connected && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return connected;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    int failures = 0;
    try {
      while (!closed) {
        try {
          session();
        } catch (BrokerException e) {
          failures = setConnected(false) ? 1 : failures + 1;
          if (!closed) {
            LOG.debug("Events cannot be received, connecting again: {}", e.getMessage());
            guarded(() -> listener.disconnected(e));
            pause(failures);
          }
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("Receiving events has ended");
    } finally {
      boolean ignored = setConnected(false);
    }
  }

  private void session() throws InterruptedException {
    Consumer session = transport.connectConsumer();
    try {
      session.prefetch(PREFETCH);
      session.consume(queue);
      boolean ignored = setConnected(true);
      guarded(listener::connected);
      guarded(ready);
      while (!closed) {
        List<Delivery> deliveries = session.receive(AT_ONCE, WAIT);
        deliveries.forEach(this::deliver);
        session.ack(deliveries);
      }
    } catch (BrokerException e) {
      session.abandon();
      throw e;
    } finally {
      session.close(); // does nothing after an abandon
    }
  }

  private void deliver(Delivery delivery) {
    try {
      decoder.decode(delivery.message()).forEach(event -> guarded(() -> listener.event(event)));
    } catch (DecodeException e) {
      LOG.warn("A message of events cannot be read: {}", e.getMessage());
    }
  }

  private static void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | LinkageError | AssertionError e) {
      LOG.error("A listener of events has thrown; the next event comes all the same", e);
    }
  }

  /** Whether it was connected before. */
  private boolean setConnected(boolean value) {
    lock.lock();
    try {
      boolean before = connected;
      connected = value;
      changed.signalAll();
      return before;
    } finally {
      lock.unlock();
    }
  }

  private void pause(int failures) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left =
          Math.min(
              LONGEST_PAUSE.toNanos(),
              TimeUnit.MILLISECONDS.toNanos(100L << Math.min(failures, 10)));
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Receives no more, and waits until the connection is closed. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (thread == Thread.currentThread()) {
      return; // a listener closes; the loop sees it
    }
    thread.interrupt();
    try {
      boolean ignored = thread.join(END_TIME);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
