package io.celeriac.redis;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes the thread that waits for messages. A ring that nobody waited for is heard by the next
 * wait.
 */
final class Doorbell {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ring = lock.newCondition();
  private boolean rung;

  void ring() {
    lock.lock();
    try {
      rung = true;
      ring.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a ring; false when the time ran out. */
  boolean await(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (!rung && left > 0) {
        left = ring.awaitNanos(left);
      }
      boolean heard = rung;
      rung = false;
      return heard;
    } finally {
      lock.unlock();
    }
  }
}
