package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to remote control: a thread and a connection of its own, so that commands are answered
 * however busy the worker is. A lost connection is made anew, and a queue that another holds is
 * asked for again and again; neither ever ends the worker.
 */
final class PidboxNode implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PidboxNode.class);
  private static final int AT_ONCE = 50;
  private static final Duration WAIT = Duration.ofSeconds(5);
  private static final long LONGEST_PAUSE_MILLIS = 10_000;
  private static final long LONGEST_SETTLING_MILLIS = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Transport transport;
  private final String hostname;
  private final Queue queue;
  private final RemoteRequests requests;
  private final CountDownLatch tried = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  // A platform thread, so that it does not stand in line behind the tasks' threads.
  private final Thread thread =
      Thread.ofPlatform().name("celeriac-control").daemon(true).unstarted(this::run);
  private final ReentrantLock handling = new ReentrantLock();
  private boolean warned;

  PidboxNode(Transport transport, String hostname, Queue queue, RemoteRequests requests) {
    this.transport = transport;
    this.hostname = hostname;
    this.queue = queue;
    this.requests = requests;
  }

  /** Starts to listen; returns when it does, or when the first attempt has failed. */
  void start() throws InterruptedException {
    thread.start();
    boolean ignored = tried.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private void run() {
    try {
      int failures = 0;
      while (stopped.getCount() > 0) {
        try {
          Consumer session = transport.connectConsumer();
          try {
            session.consume(queue);
            failures = 0;
            warned = false;
            listen(session);
          } finally {
            end(session);
          }
        } catch (BrokerException e) {
          failures++;
          lost(e);
        }
        tried.countDown();
        pause(failures);
      }
    } catch (InterruptedException e) {
      LOG.debug("Commands are no longer listened to");
    }
  }

  private void listen(Consumer session) throws InterruptedException {
    requests.greet();
    while (stopped.getCount() > 0) {
      List<Delivery> batch = session.receive(AT_ONCE, WAIT);
      handling.lock();
      try {
        session.ack(batch); // as kombu, which reads them without acknowledgement
        batch.forEach(delivery -> requests.handle(delivery.message()));
      } finally {
        handling.unlock();
      }
      if (!batch.isEmpty()) {
        tried.countDown();
      }
    }
  }

  /**
   * Waits, but not for long, until the commands that have come in are carried out: who revokes a
   * task and then sends it does not expect it to run.
   */
  void settle() throws InterruptedException {
    if (handling.tryLock(LONGEST_SETTLING_MILLIS, TimeUnit.MILLISECONDS)) {
      handling.unlock();
    }
  }

  private void end(Consumer session) {
    try {
      if (stopped.getCount() > 0) {
        session.abandon();
      } else {
        session.close();
      }
    } catch (BrokerException e) {
      LOG.debug("The connection for commands did not end in good order: {}", e.getMessage());
    }
  }

  private void lost(BrokerException e) {
    if (stopped.getCount() == 0) {
      return;
    }
    if (e.recoverable()) {
      LOG.warn("Commands cannot be received, connecting again: {}", e.getMessage());
    } else if (!warned) {
      warned = true;
      LOG.warn(
          "A node named {} is already using this process mailbox! Maybe you forgot to shutdown the"
              + " other node or did not do so properly? Or if you meant to start multiple nodes on"
              + " the same host please make sure you give each node a unique node name! ({})",
          hostname,
          e.getMessage());
    }
  }

  private void pause(int failures) throws InterruptedException {
    long millis = failures == 0 ? 0 : Math.min(LONGEST_PAUSE_MILLIS, 250L << Math.min(failures, 8));
    boolean ignored = stopped.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Stops listening. */
  @Override
  public void close() {
    stopped.countDown();
    thread.interrupt();
    boolean interrupted = false;
    while (thread.getState() != Thread.State.NEW) {
      try {
        boolean ended = thread.join(PATIENCE);
        assert ended || thread.isAlive();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
