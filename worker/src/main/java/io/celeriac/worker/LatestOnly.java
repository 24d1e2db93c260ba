package io.celeriac.worker;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * Passes a number on that changes often, and takes a while to pass on: the first one at once, later
 * ones on a thread of their own, of which those are left out that have changed meanwhile.
 */
final class LatestOnly implements IntConsumer {

  private final IntConsumer target;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean begun;
  private boolean passing;
  private int latest;
  private int passed;

  LatestOnly(IntConsumer target) {
    this.target = target;
  }

  @Override
  public void accept(int number) {
    lock.lock();
    try {
      latest = number;
      if (!begun) {
        begun = true;
        passed = number;
        target.accept(number);
      } else if (!passing && latest != passed) {
        passing = true;
        Thread.ofVirtual().name("celeriac-prefetch").start(this::pass);
      }
    } finally {
      lock.unlock();
    }
  }

  private void pass() {
    for (int next = next(); next >= 0; next = next()) {
      target.accept(next);
    }
  }

  /** What is to be passed on now; -1 when nothing is. */
  private int next() {
    lock.lock();
    try {
      passing = latest != passed;
      passed = latest;
      return passing ? latest : -1;
    } finally {
      lock.unlock();
    }
  }
}
