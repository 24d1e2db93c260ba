package io.celeriac.spi;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The logical clock of a process, by which a cluster orders its events: a step with everything
 * sent, and past everything received (kombu's {@code LamportClock}). Thread-safe.
 */
public final class LamportClock {

  private final AtomicLong value = new AtomicLong();

  /** What it shows. */
  public long value() {
    return value.get();
  }

  /** One step on, for something that is sent; what it shows then. */
  public long forward() {
    return value.incrementAndGet();
  }

  /** Past what a peer's clock showed when it sent something; what it shows then. */
  public long adjust(long other) {
    return value.accumulateAndGet(other, (own, seen) -> Math.max(own, seen) + 1);
  }
}
