package io.celeriac.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Runs actions at their times, on one thread; actions must be short. Adding and cancelling cost
 * O(log n). The JDK's scheduled executor was looked at: it keeps cancelled entries, or removes them
 * in linear time by identity, and cannot follow a wall clock that is set.
 */
final class Timer implements AutoCloseable {

  /** The longest sleep, so that a clock that is set is noticed. */
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** When an action runs; entries of one time run in the order they were added. */
  record Entry(long at, long sequence) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      return at == other.at ? Long.compare(sequence, other.sequence) : Long.compare(at, other.at);
    }
  }

  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TreeMap<Entry, Runnable> entries = new TreeMap<>();
  private final Thread thread;
  private long sequence;
  private boolean closed;

  /** A timer by a clock in nanoseconds: the monotonic one, or a wall clock's. */
  Timer(String name, LongSupplier nanos) {
    this.nanos = nanos;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Runs an action at a time of the timer's clock, or at once when that is past. */
  Entry at(long time, Runnable action) {
    lock.lock();
    try {
      Entry entry = new Entry(time, sequence++);
      entries.put(entry, action);
      if (entries.firstKey().equals(entry)) {
        changed.signal();
      }
      return entry;
    } finally {
      lock.unlock();
    }
  }

  /** Runs an action after so many nanoseconds. */
  Entry after(long delay, Runnable action) {
    return at(nanos.getAsLong() + delay, action);
  }

  /** Whether the entry was still waiting, and now will not run. */
  boolean cancel(Entry entry) {
    lock.lock();
    try {
      return entries.remove(entry) != null;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return entries.size();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (List<Runnable> due = await(); !due.isEmpty(); due = await()) {
        due.forEach(Runnable::run);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is due, at least one action; empty when the timer is closed. */
  private List<Runnable> await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        List<Runnable> due = takeDue();
        if (!due.isEmpty()) {
          return due;
        }
        long wait =
            entries.isEmpty()
                ? Long.MAX_VALUE
                : Math.min(entries.firstKey().at() - nanos.getAsLong(), LONGEST_WAIT_NANOS);
        if (wait > 0) {
          changed.awaitNanos(wait);
        }
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private List<Runnable> takeDue() {
    List<Runnable> due = new ArrayList<>();
    long now = nanos.getAsLong();
    while (!entries.isEmpty() && entries.firstKey().at() - now <= 0) {
      due.add(entries.pollFirstEntry().getValue());
    }
    return due;
  }

  /** Stops; what is waiting never runs. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      entries.clear();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
