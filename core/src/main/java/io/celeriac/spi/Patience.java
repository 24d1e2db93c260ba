package io.celeriac.spi;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits between tries while a server is away, until closed. Thread-safe. */
public final class Patience implements AutoCloseable {
  private final Pauses pauses;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** With these pauses between the tries. */
  public Patience(Pauses pauses) {
    this.pauses = pauses;
  }

  /** Ends all pauses, and there is no further try. */
  @Override
  public void close() {
    closed.countDown();
  }

  /** Begins to try. */
  public Attempts start() {
    return new Attempts();
  }

  /** The tries of one caller. */
  public final class Attempts {
    private int failures;

    private Attempts() {}

    /** Pauses; false when it is time to give up. An interrupt does not end it. */
    public boolean again() {
      Duration pause = pauses.after(++failures);
      return pause != null && !closedWithin(pause.toNanos());
    }
  }

  private boolean closedWithin(long nanos) {
    long end = System.nanoTime() + nanos;
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return closed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
