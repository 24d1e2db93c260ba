package io.celeriac.testing;

import io.celeriac.testing.FaultProxy.Direction;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What a {@link FaultProxy} does to the bytes at the moment; every piece asks here to pass. */
final class FaultGate {

  /** What becomes of the connection after a piece. */
  enum Then {
    GO_ON,
    CUT,
    RESET
  }

  /** How many bytes of a piece go through, and what comes after them. */
  record Passage(int bytes, Then then) {}

  /** After how many more bytes a connection ends, and how. */
  private record Limit(long bytes, Then then) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Direction, Long> passed = new EnumMap<>(Direction.class);
  private final Map<Direction, Limit> limits = new EnumMap<>(Direction.class);
  private boolean stalled;
  private Supplier<Duration> delay = () -> Duration.ZERO;
  private long bytesPerSecond = Long.MAX_VALUE;
  private int slice = Integer.MAX_VALUE;

  void stall() {
    change(() -> stalled = true);
  }

  void flow() {
    change(() -> stalled = false);
  }

  void delay(Supplier<Duration> time) {
    change(() -> delay = time);
  }

  void bandwidth(long number) {
    change(() -> bytesPerSecond = number);
  }

  void slice(int bytes) {
    change(() -> slice = bytes);
  }

  void endAfter(Direction direction, long bytes, Then then) {
    change(() -> limits.put(direction, new Limit(bytes, then)));
  }

  /** Whether a connection is still to end after so many bytes. */
  boolean isLimited(Direction direction) {
    lock.lock();
    try {
      return limits.containsKey(direction);
    } finally {
      lock.unlock();
    }
  }

  /** The most bytes to take for a piece. */
  int pieceSize() {
    lock.lock();
    try {
      return slice;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes those who wait to pass, so that they see that their connection has ended. */
  void connectionEnded() {
    change(() -> {});
  }

  long passed(Direction direction) {
    lock.lock();
    try {
      return passed.getOrDefault(direction, 0L);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a piece may pass.
   *
   * @return how many of its bytes, and what is done to the connection after them
   */
  Passage admit(Direction direction, int bytes, BooleanSupplier ended) throws InterruptedException {
    lock.lock();
    try {
      long left = delay.get().toNanos();
      if (bytesPerSecond < Long.MAX_VALUE) {
        left += TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
      }
      while (!ended.getAsBoolean() && left > 0) {
        left = changed.awaitNanos(left);
      }
      while (!ended.getAsBoolean() && stalled) {
        changed.await();
      }
      Passage passage = passage(direction, bytes);
      passed.merge(direction, (long) passage.bytes(), Long::sum);
      return passage;
    } finally {
      lock.unlock();
    }
  }

  private Passage passage(Direction direction, int bytes) {
    Limit limit = limits.get(direction);
    if (limit == null) {
      return new Passage(bytes, Then.GO_ON);
    }
    if (limit.bytes() <= bytes) {
      limits.remove(direction);
      return new Passage((int) limit.bytes(), limit.then());
    }
    limits.put(direction, new Limit(limit.bytes() - bytes, limit.then()));
    return new Passage(bytes, Then.GO_ON);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
