package io.celeriac.worker;

import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The tasks of one name that wait for what their rate limit allows, first come, first served. */
final class RateGate {

  private final Timer timer;
  private final LongSupplier nanos;
  private final Consumer<Execution> next;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Execution> waiting = new ArrayDeque<>();
  private @Nullable TokenBucket bucket;
  private Timer.@Nullable Entry alarm;

  /**
   * A gate without a limit.
   *
   * @param next where tasks go that may start
   */
  RateGate(Timer timer, LongSupplier nanos, Consumer<Execution> next) {
    this.timer = timer;
    this.nanos = nanos;
    this.next = next;
  }

  /** Another limit from now on; for those that wait too. */
  void limit(Rate rate) {
    lock.lock();
    try {
      bucket = rate.isLimited() ? new TokenBucket(rate, nanos.getAsLong()) : null;
      if (alarm != null) {
        timer.cancel(alarm);
        alarm = null;
      }
      release();
    } finally {
      lock.unlock();
    }
  }

  void add(Execution execution) {
    lock.lock();
    try {
      if (waiting.isEmpty() && (bucket == null || bucket.take(nanos.getAsLong(), false) == 0)) {
        next.accept(execution);
        return;
      }
      execution.waitFor(Execution.Waiting.RATE);
      waiting.add(execution);
      if (alarm == null) {
        release();
      }
    } finally {
      lock.unlock();
    }
  }

  private void due() {
    lock.lock();
    try {
      alarm = null;
      release();
    } finally {
      lock.unlock();
    }
  }

  /** Lets go on whoever may; those that were revoked or given back meanwhile take no token. */
  private void release() {
    for (Execution first = waiting.peek(); first != null; first = waiting.peek()) {
      if (first.stage() == Execution.Stage.RESERVED) {
        long wait = bucket == null ? 0 : bucket.take(nanos.getAsLong(), true);
        if (wait > 0) {
          alarm = timer.after(wait, this::due);
          return;
        }
        first.waitFor(Execution.Waiting.SLOT);
        next.accept(first);
      }
      waiting.remove();
    }
  }
}
