package io.celeriac.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a child comes from for a slot whose own has gone: one that stands by, ready since before,
 * or else one that is started now. The one that stands by is started when a child has had to be
 * replaced for the first time, so that a program whose children live on does not pay for it.
 * Thread-safe.
 */
final class ChildSupply implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChildSupply.class);
  private static final Duration GRACE = Duration.ofSeconds(5);
  // Children that are killed as they start must not leave a pool short of them for long.
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final ChildStart starter;
  private final boolean keepsStandby;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<Child> standby = Optional.empty();
  private boolean preparing;
  // The number of the one that stands by: that of the slot whose child it is prepared after.
  private int spare;

  /**
   * Over what starts children.
   *
   * @param keepsStandby whether one is to stand by
   */
  ChildSupply(ChildStart starter, boolean keepsStandby) {
    this.starter = starter;
    this.keepsStandby = keepsStandby;
  }

  /**
   * A child in the place of one that has gone.
   *
   * @param index the number of the one that has gone
   * @return empty when the pool is closed before there is one
   */
  Optional<Child> next(int index) {
    Optional<Child> ready = takeStandby();
    prepare(ready.isPresent() ? OptionalInt.of(index) : OptionalInt.empty());
    return ready.isPresent() ? ready : start(index);
  }

  private Optional<Child> takeStandby() {
    lock.lock();
    try {
      Optional<Child> taken = standby.filter(Child::alive);
      standby = Optional.empty();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** The one that stands by, if there is one. */
  Optional<Child> standby() {
    lock.lock();
    try {
      return standby;
    } finally {
      lock.unlock();
    }
  }

  /** Has one stand by, if one is wanted and there is none. */
  private void prepare(OptionalInt freed) {
    int index;
    lock.lock();
    try {
      spare = freed.orElse(spare);
      if (!keepsStandby || preparing || standby.isPresent() || closed()) {
        return;
      }
      preparing = true;
      index = spare;
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("celeriac-child-standby").start(() -> standBy(start(index)));
  }

  private void standBy(Optional<Child> child) {
    lock.lock();
    try {
      preparing = false;
      standby = child;
      if (closed()) {
        child.ifPresent(Child::kill);
        return;
      }
    } finally {
      lock.unlock();
    }
    child.ifPresent(each -> each.onExit(() -> exited(each)));
  }

  /** One that dies while it stands by is let go; the next replacement has another prepared. */
  private void exited(Child child) {
    lock.lock();
    try {
      if (standby.filter(child::equals).isEmpty()) {
        return;
      }
      standby = Optional.empty();
    } finally {
      lock.unlock();
    }
    LOG.warn("{}, which stood by, exited with {}", child, child.end(Duration.ZERO));
  }

  /** The one that stands by is outdated, and is ended. */
  void renew() {
    takeStandby().ifPresent(ChildSupply::retire);
  }

  /** Ends a child that has nothing to do. */
  static void retire(Child child) {
    child.stop();
    Thread.ofVirtual().name("celeriac-child-end").start(() -> child.end(GRACE));
  }

  /**
   * Starts a child, again and again with growing pauses when that fails.
   *
   * @return empty when the pool is closed before there is one
   */
  Optional<Child> start(int index) {
    Duration pause = FIRST_PAUSE;
    while (!closed()) {
      try {
        return Optional.of(starter.begin(index).join());
      } catch (CompletionException e) {
        LOG.error(
            "A child of the process pool could not be replaced: {} Trying again in {} seconds…",
            String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()),
            pause.toMillis() / 1000.0);
      }
      if (!pausedFor(pause)) {
        break;
      }
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }
    return Optional.empty();
  }

  /** Whether the time has passed, and the pool is still needed. */
  private boolean pausedFor(Duration pause) {
    try {
      return !closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean closed() {
    return closing.getCount() == 0;
  }

  /** Ends the one that stands by; no more are started. */
  @Override
  public void close() {
    closing.countDown();
    takeStandby()
        .ifPresent(child -> {
          child.stop();
          child.end(GRACE);
        });
  }
}
