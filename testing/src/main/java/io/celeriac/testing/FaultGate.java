package io.celeriac.testing;

import io.celeriac.testing.FaultProxy.Direction;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** What a {@link FaultProxy} does to the bytes at the moment; every piece asks here to pass. */
final class FaultGate {

  /** How many bytes of a piece go through, and whether that is the connection's end. */
  record Passage(int bytes, boolean cut) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Direction, Long> passed = new EnumMap<>(Direction.class);
  private final Map<Direction, Long> remaining = new EnumMap<>(Direction.class);
  private boolean stalled;
  private Duration delay = Duration.ZERO;

  void stall() {
    change(() -> stalled = true);
  }

  void flow() {
    change(() -> stalled = false);
  }

  void delay(Duration time) {
    change(() -> delay = time);
  }

  void cutAfter(Direction direction, long bytes) {
    change(() -> remaining.put(direction, bytes));
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
   * @return how many of its bytes, and whether the connection is to be cut after them
   */
  Passage admit(Direction direction, int bytes, BooleanSupplier ended) throws InterruptedException {
    lock.lock();
    try {
      long left = delay.toNanos();
      while (!ended.getAsBoolean() && left > 0) {
        left = changed.awaitNanos(left);
      }
      while (!ended.getAsBoolean() && stalled) {
        changed.await();
      }
      Long limit = remaining.get(direction);
      boolean cut = limit != null && limit <= bytes;
      int admitted = limit == null ? bytes : (int) Math.min(limit, bytes);
      if (cut) {
        remaining.remove(direction);
      } else if (limit != null) {
        remaining.put(direction, limit - bytes);
      }
      passed.merge(direction, (long) admitted, Long::sum);
      return new Passage(admitted, cut);
    } finally {
      lock.unlock();
    }
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
