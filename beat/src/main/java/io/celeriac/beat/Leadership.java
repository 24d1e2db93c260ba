package io.celeriac.beat;

import io.celeriac.ScheduleStoreException;
import io.celeriac.spi.ScheduleStore;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lead among the beats that share a store: asked for again and again on a thread of its own, so
 * that it is kept while a run is being sent, however long that takes. Whether it is held is judged
 * by time that has passed here: it is taken for lost before another can have it. Thread-safe.
 */
final class Leadership implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  private final ScheduleStore store;
  private final String owner;
  private final Duration lease;
  private final LongSupplier nanoTime;
  private final Runnable changed;
  private final Alarm closed = new Alarm();
  private @Nullable Thread thread;
  private volatile boolean leads;
  private volatile long until;

  /**
   * Does not ask yet.
   *
   * @param owner who asks
   * @param lease how long the lead lasts when it is not renewed
   * @param changed told when the lead has come or gone
   */
  Leadership(
      ScheduleStore store, String owner, Duration lease, LongSupplier nanoTime, Runnable changed) {
    this.store = store;
    this.owner = owner;
    this.lease = lease;
    this.nanoTime = nanoTime;
    this.changed = changed;
  }

  String owner() {
    return owner;
  }

  /** Starts to ask. */
  void start() {
    thread = Thread.ofPlatform().daemon().name("celeriac-beat-lead").start(this::keepAsking);
  }

  private void keepAsking() {
    try {
      do {
        ask();
      } while (!closed.await(lease.dividedBy(5)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks once; whether it is ours now. */
  synchronized boolean ask() {
    boolean before = isHeld();
    long asked = nanoTime.getAsLong();
    try {
      leads = store.lead(owner, lease);
      // A fifth less: what is decided on while it is held is to be sent while it is.
      until = asked + lease.toNanos() / 5 * 4;
    } catch (ScheduleStoreException e) {
      LOG.warn("beat: the lead could not be asked for: {}", e.getMessage());
    }
    boolean now = isHeld();
    if (before != now) {
      LOG.info(
          now ? "beat: {} leads the schedule in {}" : "beat: {} has lost the lead in {}",
          owner,
          store.displayUrl());
      changed.run();
    }
    return now;
  }

  /** Whether it is surely ours. */
  boolean isHeld() {
    return leads && nanoTime.getAsLong() - until < 0;
  }

  /** Ends asking, and gives the lead back. */
  @Override
  public void close() {
    closed.stop();
    Thread asking = thread;
    if (asking != null) {
      try {
        asking.join(lease);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    leads = false;
    try {
      store.resign(owner);
    } catch (ScheduleStoreException e) {
      LOG.warn(
          "beat: the lead runs out by itself, as it could not be given back: {}", e.getMessage());
    }
  }
}
