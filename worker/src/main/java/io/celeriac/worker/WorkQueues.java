package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues that the worker consumes: those it was started with, and those that were added and
 * dropped while it runs, over all its sessions. Thread-safe.
 */
final class WorkQueues {

  private static final Logger LOG = LoggerFactory.getLogger(WorkQueues.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Queue> queues = new LinkedHashMap<>();
  private final Set<String> added = new LinkedHashSet<>();
  private final Set<String> read = new HashSet<>();
  private Optional<Consumer> session = Optional.empty();

  WorkQueues(List<Queue> configured) {
    configured.forEach(queue -> queues.put(queue.name(), queue));
  }

  /**
   * Reads all of them in a new session. One that was read in an earlier session and is refused now
   * is waited for, while the others are read.
   *
   * @throws BrokerException when the connection is lost, or a queue is refused that the worker was
   *     started with; one that was added is only left out then
   */
  void open(Consumer consumer) {
    lock.lock();
    try {
      for (Queue queue : new ArrayList<>(queues.values())) {
        try {
          if (read.contains(queue.name())) {
            consumer.resume(queue);
          } else {
            consumer.consume(queue);
            read.add(queue.name());
          }
        } catch (BrokerException e) {
          if (e.recoverable() || !added.contains(queue.name())) {
            throw e;
          }
          forget(queue.name());
          LOG.error("Queue '{}' is not consumed any more: {}", queue.name(), e.getMessage());
        }
      }
      session = Optional.of(consumer);
    } finally {
      lock.unlock();
    }
  }

  /** There is no session for now. */
  void detach() {
    lock.lock();
    try {
      session = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Reads one more, from now on and after reconnects. */
  void add(Queue queue) {
    lock.lock();
    try {
      if (queues.putIfAbsent(queue.name(), queue) == null) {
        added.add(queue.name());
        session.ifPresent(consumer -> consume(consumer, queue));
      }
    } finally {
      lock.unlock();
    }
  }

  private void consume(Consumer consumer, Queue queue) {
    try {
      consumer.consume(queue);
      read.add(queue.name());
      LOG.info("Started consuming from {}", queue.name());
    } catch (BrokerException e) {
      if (!e.recoverable()) {
        forget(queue.name());
      }
      LOG.error("Queue '{}' cannot be consumed: {}", queue.name(), e.getMessage());
    }
  }

  private void forget(String name) {
    queues.remove(name);
    added.remove(name);
    read.remove(name);
  }

  /** Reads one no longer; what it has delivered stays ours. */
  void cancel(String name) {
    lock.lock();
    try {
      LOG.info("Canceling queue {}", name);
      forget(name);
      session.ifPresent(consumer -> {
        try {
          consumer.cancel(name);
        } catch (BrokerException e) {
          LOG.warn("Queue '{}' could not be canceled: {}", name, e.getMessage());
        }
      });
    } finally {
      lock.unlock();
    }
  }

  List<Queue> current() {
    lock.lock();
    try {
      return List.copyOf(queues.values());
    } finally {
      lock.unlock();
    }
  }
}
