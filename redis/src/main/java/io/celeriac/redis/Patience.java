package io.celeriac.redis;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long to keep trying while a server is away: with growing pauses, until closed. Thread-safe.
 */
final class Patience {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private final Duration total;
  private final CountDownLatch closed = new CountDownLatch(1);

  Patience(Duration total) {
    this.total = total;
  }

  /** Ends all pauses, and there is no further try. */
  void close() {
    closed.countDown();
  }

  /** Begins to try. */
  Attempts start() {
    return new Attempts();
  }

  /** The tries of one caller. */
  final class Attempts {
    private final long end = System.nanoTime() + total.toNanos();
    private Duration pause = FIRST_PAUSE;

    /** Pauses; false when it is time to give up. An interrupt does not end it. */
    boolean again() {
      long left = Math.min(pause.toNanos(), end - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
      return !closedWithin(left);
    }
  }

  private boolean closedWithin(long nanos) {
    long end = System.nanoTime() + nanos;
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return closed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
