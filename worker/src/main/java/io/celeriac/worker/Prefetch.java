package io.celeriac.worker;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * How many unacknowledged messages the worker holds: the configured number, one more for each that
 * waits for its time, and fewer after a reconnect while tasks of the former session still run.
 */
final class Prefetch {

  private final ReentrantLock lock = new ReentrantLock();
  private final int perSlot;
  private final boolean reduced;
  private int base;
  private final Optional<Integer> etaLimit;
  private int waiting;
  private volatile int withheld;
  private int applied = -1;
  private volatile boolean tellsAlways;
  private IntConsumer target = count -> {};

  /**
   * For a worker that holds so many messages.
   *
   * @param base the number; 0 for no limit
   * @param perSlot how many of them are for one slot of the pool
   * @param reduced whether there are fewer after a reconnect, while tasks from before still run
   */
  Prefetch(int base, int perSlot, Optional<Integer> etaLimit, boolean reduced) {
    this.reduced = reduced;
    this.base = base;
    this.perSlot = perSlot;
    this.etaLimit = etaLimit;
  }

  /** Where changes go from now on; tells the present number at once. */
  void attach(IntConsumer consumer, int runningTasks) {
    lock.lock();
    try {
      target = consumer;
      applied = -1;
      int held = Math.min(base - Math.max(1, perSlot), runningTasks * perSlot);
      withheld = reduced ? Math.max(0, held) : 0;
      apply();
    } finally {
      lock.unlock();
    }
  }

  /** Changes go nowhere: there is no session. */
  void detach() {
    lock.lock();
    try {
      target = count -> {};
    } finally {
      lock.unlock();
    }
  }

  /** The pool has got so many slots more, or fewer. */
  void resize(int slots) {
    lock.lock();
    try {
      if (base > 0) {
        base = Math.max(1, base + slots * perSlot);
        apply();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A message began or ceased to wait for its time. */
  void waiting(int change) {
    lock.lock();
    try {
      waiting += change;
      apply();
    } finally {
      lock.unlock();
    }
  }

  /** Tells the number again with each task that ends, for who looks for room when he hears it. */
  void tellAlways() {
    tellsAlways = true;
  }

  /** A task ended; what was withheld for those of a former session is given free again. */
  void ended() {
    if (withheld == 0 && !tellsAlways) {
      return;
    }
    lock.lock();
    try {
      withheld = Math.max(0, withheld - perSlot);
      if (tellsAlways) {
        applied = -1;
      }
      apply();
    } finally {
      lock.unlock();
    }
  }

  int count() {
    lock.lock();
    try {
      return computed();
    } finally {
      lock.unlock();
    }
  }

  private int computed() {
    if (base == 0) {
      return 0;
    }
    int raised = base - withheld + waiting;
    return etaLimit.map(limit -> Math.min(raised, Math.max(base, limit))).orElse(raised);
  }

  private void apply() {
    int count = computed();
    if (count != applied) {
      applied = count;
      target.accept(count);
    }
  }
}
