package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.WaitingLimit;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mailbox of this node. Commands come in the session that tasks come in, in the order in which
 * both were sent, and are carried out by a thread of their own, one after the other. A queue that
 * another holds is asked for again and again; it never ends the worker. Thread-safe.
 */
final class PidboxNode implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PidboxNode.class);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
  private static final long LONGEST_SETTLING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  // No broker keeps an order between queues: a task that was sent before a question about tasks may
  // come after it, on a busy machine by tens of milliseconds.
  private static final long A_MOMENT = TimeUnit.MILLISECONDS.toNanos(100);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String hostname;
  private final Queue queue;
  private final RemoteRequests requests;
  private final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
  private final WaitingLimit limit = new WaitingLimit("commands to be carried out");
  // A platform thread, so that it does not stand in line behind the tasks' threads.
  private final Thread thread =
      Thread.ofPlatform().name("celeriac-control").daemon(true).unstarted(this::run);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition advanced = lock.newCondition();
  private long taken;
  private long done;
  private boolean behind;
  private Optional<Consumer> refused = Optional.empty();
  private boolean warned;

  /** A command, and when it came in. */
  private record Arrived(Delivery delivery, long nanos) {}

  PidboxNode(String hostname, Queue queue, RemoteRequests requests) {
    this.hostname = hostname;
    this.queue = queue;
    this.requests = requests;
  }

  /**
   * Listens in a session from now on.
   *
   * @throws BrokerException when the session is lost
   */
  void listen(Consumer session) {
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    lock.lock();
    try {
      refused = Optional.empty();
      session.listen(queue);
      warned = false;
    } catch (BrokerException e) {
      if (e.recoverable()) {
        throw e;
      }
      refused(session, e);
    } finally {
      lock.unlock();
    }
  }

  private void refused(Consumer session, BrokerException e) {
    refused = Optional.of(session);
    if (!warned) {
      warned = true;
      LOG.warn(
          "A node named {} is already using this process mailbox! Maybe you forgot to shutdown the"
              + " other node or did not do so properly? Or if you meant to start multiple nodes on"
              + " the same host please make sure you give each node a unique node name! ({})",
          hostname,
          e.getMessage());
    }
  }

  /** Takes a delivery, if it is a command; else it is a task's, and the caller's. */
  boolean take(Delivery delivery) {
    if (!delivery.info().queue().equals(queue.name())) {
      return false;
    }
    if (!limit.add(delivery.message().body().length)) {
      return true;
    }
    lock.lock();
    try {
      taken++;
      arrived.add(new Arrived(delivery, System.nanoTime()));
    } finally {
      lock.unlock();
    }
    return true;
  }

  /** How many commands wait to be carried out. */
  int waiting() {
    return arrived.size();
  }

  private @Nullable Arrived next() throws InterruptedException {
    Arrived next = arrived.poll(ASK_AGAIN.toSeconds(), TimeUnit.SECONDS);
    if (next != null) {
      limit.remove(next.delivery.message().body().length);
    }
    return next;
  }

  /**
   * Waits, but not for long, until the commands that were taken are carried out: who revokes a task
   * and then sends it does not expect it to run. Questions are not waited for.
   */
  void settle() throws InterruptedException {
    lock.lock();
    try {
      behind &= done < taken;
      long left = LONGEST_SETTLING_NANOS;
      while (done < taken && !behind) {
        // In a flood tasks do not wait for ever more commands, but once.
        behind = left <= 0;
        left = behind ? 0 : advanced.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    requests.rehearse();
    try {
      while (true) {
        Arrived next = next();
        if (next == null) {
          askAgain();
        } else {
          requests
              .read(next.delivery.message())
              .ifPresentOrElse(request -> carryOut(request, next.nanos), this::advance);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("Commands are no longer listened to");
    }
  }

  private void carryOut(RemoteRequests.Request request, long since) {
    if (TaskCommands.isQuestion(request.method())) {
      advance();
      // The moment of many questions is the same one.
      LockSupport.parkNanos(since + A_MOMENT - System.nanoTime());
      requests.carryOut(request);
    } else {
      try {
        requests.carryOut(request);
      } finally {
        advance();
      }
    }
  }

  private void advance() {
    lock.lock();
    try {
      done++;
      advanced.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void askAgain() {
    lock.lock();
    try {
      if (refused.isPresent()) {
        listen(refused.get());
      }
    } catch (BrokerException e) {
      LOG.debug("Commands are listened to in the next session: {}", e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  /** Listens no longer; what is being carried out is ended. */
  @Override
  public void close() {
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
