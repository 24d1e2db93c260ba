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
  private final int base;
  private final Optional<Integer> etaLimit;
  private int waiting;
  private volatile int withheld;
  private int perTask = 1;
  private int applied = -1;
  private IntConsumer target = count -> {};

  Prefetch(int base, Optional<Integer> etaLimit) {
    this.base = base;
    this.etaLimit = etaLimit;
  }

  /** Where changes go from now on; tells the present number at once. */
  void attach(IntConsumer consumer, int runningTasks, int messagesPerTask) {
    lock.lock();
    try {
      target = consumer;
      perTask = messagesPerTask;
      applied = -1;
      withheld = Math.max(0, Math.min(base - Math.max(1, perTask), runningTasks * perTask));
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

  /** A task ended; what was withheld for those of a former session is given free again. */
  void ended() {
    if (withheld == 0) {
      return;
    }
    lock.lock();
    try {
      withheld = Math.max(0, withheld - perTask);
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
