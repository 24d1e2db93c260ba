package io.celeriac.beat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a beat pauses on: it ends pauses early when there is something new, and for good when the
 * beat is to end. Thread-safe.
 */
final class Alarm {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();
  private boolean news;
  private boolean stopped;

  /** Ends the pause that is under way, or the next one. */
  void ring() {
    lock.lock();
    try {
      news = true;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all pauses from now on. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  /** Pauses for at most so long; whether it is stopped. */
  boolean await(Duration time) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos(time);
      while (left > 0 && !stopped && !news) {
        left = rung.awaitNanos(left);
      }
      news = false;
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  private static long nanos(Duration time) {
    return time.compareTo(Duration.ofDays(1)) > 0 ? TimeUnit.DAYS.toNanos(1) : time.toNanos();
  }
}
