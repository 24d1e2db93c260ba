package io.celeriac.worker;

import io.celeriac.Setting;
import io.celeriac.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the broker keep the tasks whose time is far away, or nearer ones when many are held here
 * already, so that a million of them take none of the worker's memory. They come back a little
 * before their time, to whichever worker. Thread-safe.
 */
final class Parking {

  private static final Logger LOG = LoggerFactory.getLogger(Parking.class);

  /** How long before its time a task comes back at the latest: what a busy broker may take. */
  static final Duration LEAD = Duration.ofSeconds(2);

  /** What is due sooner is held, however many there are: a broker counts in whole seconds. */
  static final Duration SOON = LEAD.plusSeconds(1);

  /** How many tasks are held, unless {@code worker_eta_task_limit} says. */
  static final int MOST_HELD = 1000;

  private static final int MOST_UNDER_WAY = 1000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Duration horizon;
  private final int mostHeld;
  private final int base;
  private final Clock clock;
  private final Settlement settlement;
  private final Backlog backlog;
  private final Prefetch prefetch;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private int underWay;
  private volatile boolean adjustable = true;

  Parking(
      Settings settings,
      int base,
      Clock clock,
      Settlement settlement,
      Backlog backlog,
      Prefetch prefetch) {
    this.horizon = settings.get(Setting.CELERIAC_ETA_HORIZON);
    this.mostHeld = settings.find(Setting.WORKER_ETA_TASK_LIMIT).orElse(MOST_HELD);
    this.base = base;
    this.clock = clock;
    this.settlement = settlement;
    this.backlog = backlog;
    this.prefetch = prefetch;
  }

  /**
   * A session has begun.
   *
   * @param prefetchIsAdjustable whether the worker can take more because it waits with some; else
   *     those that wait are not to take all the room
   */
  void session(boolean prefetchIsAdjustable) {
    adjustable = prefetchIsAdjustable;
  }

  /** Whether so many are held that no more is to be fetched because of one that is held, too. */
  boolean isFull() {
    return !horizon.isZero() && backlog.held() >= limit();
  }

  private int limit() {
    return adjustable || base == 0 ? mostHeld : Math.min(mostHeld, Math.max(1, base / 2));
  }

  /**
   * Parks a task, if its time is far enough away and the broker can do that.
   *
   * @param otherwise what is done with it when the broker has failed to take it
   * @return whether one or the other is done
   */
  boolean park(Execution execution, Instant until, Runnable otherwise) {
    if (horizon.isZero() || !isFar(Duration.between(clock.instant(), until))) {
      return false;
    }
    Optional<CompletableFuture<Boolean>> parking = settlement.parking(execution, until.minus(LEAD));
    parking.ifPresent(outcome -> follow(execution, outcome, otherwise));
    return parking.isPresent();
  }

  private boolean isFar(Duration left) {
    return left.compareTo(horizon) > 0 || (left.compareTo(SOON) > 0 && isFull());
  }

  private void follow(Execution execution, CompletableFuture<Boolean> outcome, Runnable otherwise) {
    // It takes room until it is acknowledged, but the next ones are on their way meanwhile.
    int room = change(1) <= MOST_UNDER_WAY ? 1 : 0;
    prefetch.waiting(room);
    var _ =
        outcome.whenComplete((ours, failure) -> {
          prefetch.waiting(-room);
          if (failure == null) {
            change(-1);
          } else {
            Thread.ofVirtual().start(() -> failed(execution, failure, otherwise));
          }
        });
  }

  private void failed(Execution execution, Throwable failure, Runnable otherwise) {
    try {
      if (!execution.delivery().stale()) {
        LOG.warn(
            "{} is held here, since it could not be parked: {}", execution, failure.toString());
        otherwise.run();
      }
    } finally {
      change(-1);
    }
  }

  private int change(int by) {
    lock.lock();
    try {
      underWay += by;
      ended.signalAll();
      return underWay;
    } finally {
      lock.unlock();
    }
  }

  /** Waits, but not for long, until the broker has what it is being given. */
  void finish() throws InterruptedException {
    lock.lock();
    try {
      long left = PATIENCE_NANOS;
      while (underWay > 0 && left > 0) {
        left = ended.awaitNanos(left);
      }
      if (underWay > 0) {
        LOG.warn("{} tasks were still being parked: they may come twice", underWay);
      }
    } finally {
      lock.unlock();
    }
  }
}
