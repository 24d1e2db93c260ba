package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.TaskError;
import io.celeriac.protocol.EncodeException;
import io.celeriac.spi.Consumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the message of a suspect by a copy that counts one more run that was lost. The copy is
 * with the broker before the original is acknowledged. RabbitMQ delivers it sooner than it confirms
 * it, often to this very worker: there the copy waits until its original is acknowledged, for if it
 * ran and took the process with it, both would come again, each to be counted on its own.
 */
final class CountedCopies {

  private static final Logger LOG = LoggerFactory.getLogger(CountedCopies.class);

  /** A queue may be full for a moment; who is refused so often here is not tried again. */
  private static final int TRIES = 3;

  private static final int MOST_REFUSED = 1_000;
  private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

  /** What a copy is known by. */
  private record Key(String id, int count) {
    static Key of(Execution copy) {
      return new Key(copy.request().id(), DeliveryCount.of(copy.delivery().message()));
    }
  }

  /** Copies that are being made, and those of them that have come already. */
  private static final class UnderWay {
    private int originals;
    private final List<Execution> arrived = new ArrayList<>();
  }

  private final Copies copies;
  private final Settlement settlement;
  private final Burial burial;
  private final CrashedTasks crashed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Map<Key, UnderWay> underWay = new HashMap<>();
  // How often a copy was refused, by the task's id; the oldest are forgotten.
  private final LinkedHashMap<String, Integer> refusals = new LinkedHashMap<>();
  private volatile Optional<Consumer> session = Optional.empty();
  private volatile java.util.function.Consumer<Execution> next = execution -> {};

  CountedCopies(Copies copies, Settlement settlement, Burial burial, CrashedTasks crashed) {
    this.copies = copies;
    this.settlement = settlement;
    this.burial = burial;
    this.crashed = crashed;
  }

  /**
   * By which session originals are acknowledged from now on.
   *
   * @param submit where copies go that have waited
   */
  void session(Consumer consumer, java.util.function.Consumer<Execution> submit) {
    next = submit;
    session = Optional.of(consumer);
  }

  /** Whether this is a copy that may not start yet; it is submitted again when it may. */
  boolean isTooEarly(Execution copy) {
    if (DeliveryCount.of(copy.delivery().message()) == 0) {
      return false;
    }
    lock.lock();
    try {
      UnderWay its = underWay.get(Key.of(copy));
      return its != null && its.arrived.add(copy);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a task is to run as it came, since this worker may not publish copies at all. */
  boolean isBeyondCounting(String id) {
    lock.lock();
    try {
      return !refusals.isEmpty() && refusals.getOrDefault(id, 0) >= TRIES;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Replaces a message; returns before that is done.
   *
   * @param original a task that nobody else runs or gives back
   * @param count the runs that were lost, as the copy says
   */
  void replace(Execution original, int count) {
    Key key = new Key(original.request().id(), count);
    lock.lock();
    try {
      underWay.computeIfAbsent(key, _ -> new UnderWay()).originals++;
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual()
        .name("celeriac-count")
        .start(() -> {
          try {
            move(original, key);
          } finally {
            release(key);
          }
        });
  }

  private void move(Execution original, Key key) {
    if (original.delivery().stale()) {
      return;
    }
    try {
      copies.send(original.delivery(), DeliveryCount.change(OptionalInt.of(key.count())));
    } catch (EncodeException e) {
      uncountable(original, key, e);
      return;
    } catch (BrokerException e) {
      // When the copy is in our hands the broker has it, whatever became of the confirm.
      if (!hasArrived(key)) {
        failed(original, key, e);
        return;
      }
    }
    settlement.moved(original.delivery(), session.orElseThrow());
  }

  private boolean hasArrived(Key key) {
    lock.lock();
    try {
      UnderWay its = underWay.get(key);
      return its != null && its.arrived.stream().anyMatch(copy -> !copy.delivery().stale());
    } finally {
      lock.unlock();
    }
  }

  private void failed(Execution original, Key key, BrokerException e) {
    if (e.recoverable() || e.problem() == Problem.CLOSED || refused(key.id()) < TRIES) {
      burial.later(original.delivery(), e);
    } else if (e.problem() == Problem.MESSAGE_REFUSED) {
      uncountable(original, key, e);
    } else {
      LOG.error(
          "{} runs without being counted (celeriac_max_deliveries), although it was perhaps running"
              + " when a worker died: {}",
          original,
          e.getMessage());
      burial.later(original.delivery(), e);
    }
  }

  private int refused(String id) {
    lock.lock();
    try {
      int times = refusals.merge(id, 1, Integer::sum);
      if (refusals.size() > MOST_REFUSED) {
        refusals.pollFirstEntry();
      }
      return times;
    } finally {
      lock.unlock();
    }
  }

  /** It might kill its worker for ever, and nobody would know. */
  private void uncountable(Execution original, Key key, RuntimeException why) {
    crashed.end(
        original,
        key.count(),
        new TaskError.WorkerLostError(
            ("Worker exited prematurely: its process was perhaps lost in %d of its runs, and no more"
                    + " can be counted: %s")
                .formatted(key.count(), why.getMessage())));
  }

  private void release(Key key) {
    List<Execution> waited = List.of();
    lock.lock();
    try {
      UnderWay its = underWay.get(key);
      if (its != null && --its.originals == 0) {
        underWay.remove(key);
        waited = its.arrived;
      }
      ended.signalAll();
    } finally {
      lock.unlock();
    }
    waited.forEach(next);
  }

  /** Waits, but not for long, until no message is there twice. */
  void finish() throws InterruptedException {
    lock.lock();
    try {
      long left = PATIENCE_NANOS;
      while (!underWay.isEmpty() && left > 0) {
        left = ended.awaitNanos(left);
      }
      if (!underWay.isEmpty()) {
        LOG.warn(
            "{} tasks were still being counted after {} s: they may come twice",
            underWay.size(),
            TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS));
      }
    } finally {
      lock.unlock();
    }
  }
}
