package io.celeriac.worker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many slots the pool has: changed on command, or, with autoscale, between two bounds by what
 * there is to do. What the worker holds of messages follows. Thread-safe.
 */
final class Scaling {

  private static final Logger LOG = LoggerFactory.getLogger(Scaling.class);

  private final Slots slots;
  private final Prefetch prefetch;
  private final IntSupplier demand;
  private final LongSupplier nanos;
  private final long keepalive;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Optional<Bounds> bounds;
  private volatile long lastActive;

  /**
   * The bounds of a pool.
   *
   * @param max most slots
   * @param min fewest slots
   */
  record Bounds(int max, int min) {}

  /**
   * Scales a pool.
   *
   * @param bounds the bounds to scale within; empty to change on command only
   * @param demand how many tasks run, or could
   * @param keepalive how long idle slots are kept
   */
  Scaling(
      Slots slots,
      Prefetch prefetch,
      Optional<Bounds> bounds,
      IntSupplier demand,
      Duration keepalive,
      LongSupplier nanos) {
    this.slots = slots;
    this.prefetch = prefetch;
    this.bounds = bounds;
    this.demand = demand;
    this.keepalive = keepalive.toNanos();
    this.nanos = nanos;
    this.lastActive = nanos.getAsLong();
  }

  boolean isAutomatic() {
    return bounds.isPresent();
  }

  /** A task has arrived: perhaps a slot for it is added. */
  void received() {
    if (bounds.isPresent()) {
      lastActive = nanos.getAsLong();
      scale();
    }
  }

  /** Adds the slots that there is work for, or takes those away that had none for long. */
  void scale() {
    Optional<Bounds> within = bounds;
    if (within.isEmpty() || !lock.tryLock()) {
      return; // whoever scales now looks at the same demand
    }
    try {
      int wanted = demand.getAsInt();
      int size = slots.size();
      if (Math.min(wanted, within.get().max()) > size) {
        lastActive = nanos.getAsLong();
        resize(Math.min(wanted, within.get().max()));
      } else if (Math.max(wanted, within.get().min()) < size
          && nanos.getAsLong() - lastActive > keepalive) {
        resize(Math.max(wanted, within.get().min()));
      }
    } finally {
      lock.unlock();
    }
  }

  private void resize(int size) {
    LOG.info("Scaling from {} to {} slots.", slots.size(), size);
    slots.resize(size);
  }

  /** Other bounds; empty ones stay. */
  Bounds update(java.util.OptionalInt max, java.util.OptionalInt min) {
    lock.lock();
    try {
      Bounds former =
          bounds.orElseThrow(() -> new PythonError("ValueError", "Autoscale not enabled"));
      Bounds now = new Bounds(max.orElse(former.max()), min.orElse(former.min()));
      if (now.max() < 1 || now.min() < 0 || now.min() > now.max()) {
        throw new PythonError(
            "ValueError",
            "bounds of max="
                + now.max()
                + " min="
                + now.min()
                + " are none: 0 <= min <= max, max >= 1");
      }
      prefetch.resize(now.max() - former.max());
      bounds = Optional.of(now);
      int size = Math.clamp(slots.size(), now.min(), now.max());
      if (size != slots.size()) {
        resize(size);
      }
      return now;
    } finally {
      lock.unlock();
    }
  }

  /** So many slots more, or, if negative, fewer. */
  void change(int by) {
    lock.lock();
    try {
      int size = slots.size() + by;
      if (size < 1) {
        throw new PythonError(
            "ValueError", "a pool of " + slots.size() + " cannot shrink by " + -by);
      }
      resize(size);
      prefetch.resize(by);
    } finally {
      lock.unlock();
    }
  }

  /** Celery's description of the autoscaler, if there is one. */
  Optional<Map<String, Object>> info() {
    return bounds.map(within -> {
      Map<String, Object> info = new LinkedHashMap<>();
      info.put("max", within.max());
      info.put("min", within.min());
      info.put("current", slots.size());
      info.put("qty", demand.getAsInt());
      return info;
    });
  }
}
