package io.celeriac.redis;

import io.celeriac.BrokerException;
import java.time.Duration;
import java.util.Collection;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that looks after reservations as long as the transport is open, whatever happens to
 * its consumers: renews ours, settles what could not be settled at once, puts back what a take
 * reserved whose reply was lost, moves what was parked and is due, and looks for the overdue ones
 * of others.
 */
final class LeaseKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);
  private static final Duration SHORTEST_SWEEP = Duration.ofMillis(100);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Reservations reservations;
  private final OverdueSweep sweep;
  private final LostTakes lostTakes;
  private final ParkedMessages parked;
  private final Duration renewEvery;
  private final Duration sweepEvery;
  private final Set<Keys.Reserved> swept = ConcurrentHashMap.newKeySet();
  private final Queue<LostTakes.Take> lost = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean started;

  LeaseKeeper(
      Reservations reservations,
      OverdueSweep sweep,
      LostTakes lostTakes,
      ParkedMessages parked,
      LeasePolicy policy) {
    this.reservations = reservations;
    this.sweep = sweep;
    this.lostTakes = lostTakes;
    this.parked = parked;
    this.renewEvery = policy.renewInterval();
    this.sweepEvery =
        policy.restoreInterval().compareTo(SHORTEST_SWEEP) < 0
            ? SHORTEST_SWEEP
            : policy.restoreInterval();
  }

  /** Looks after these keys too, from now on. */
  synchronized void watch(Collection<Keys.Reserved> keys) {
    swept.addAll(keys);
    if (!started) {
      started = true;
      Thread.ofVirtual().name("celeriac-redis-leases").start(this::run);
    }
  }

  /** The reply to a take was lost: what it reserved is to be put back. */
  void takeLost(LostTakes.Take take) {
    lost.add(take);
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void run() {
    long tick = Math.min(RETRY.toNanos(), Math.min(renewEvery.toNanos(), sweepEvery.toNanos()));
    long renewed = System.nanoTime();
    long lastSweep = System.nanoTime() - sweepEvery.toNanos();
    while (!closedWithin(tick)) {
      long now = System.nanoTime();
      if (now - renewed >= renewEvery.toNanos() - tick / 2) {
        renewed = attempt("renew reservations", reservations::renew) ? now : renewed;
      }
      attempt("settle messages", reservations::finish);
      attempt("put back what was taken", this::recover);
      attempt("move what was parked", parked::moveDue);
      // After renewing, so that nothing of ours looks overdue after an outage.
      if (now - lastSweep >= sweepEvery.toNanos() - tick / 2) {
        lastSweep = attempt("look for overdue messages", this::sweep) ? now : lastSweep;
      }
    }
  }

  private void sweep() {
    swept.forEach(sweep::run);
  }

  private void recover() {
    for (int left = lost.size(); left > 0; left--) {
      LostTakes.Take take = lost.remove();
      boolean over = take.isOver();
      try {
        lostTakes.putBack(take);
      } catch (BrokerException e) {
        lost.add(take);
        throw e;
      }
      if (!over) {
        lost.add(take);
      }
    }
  }

  private boolean attempt(String what, Runnable work) {
    try {
      work.run();
      return true;
    } catch (BrokerException e) {
      log.debug("Could not {} now: {}", what, e.getMessage());
    } catch (RuntimeException e) {
      log.error("Could not {}", what, e);
    }
    return false;
  }

  private boolean closedWithin(long nanos) {
    try {
      return closed.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return true; // nobody interrupts this thread but to end it
    }
  }
}
