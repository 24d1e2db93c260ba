package io.celeriac.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test turns it. In UTC; safe from any thread. */
public final class TestClock extends Clock {
  private final Instant start;
  private final AtomicLong nanosSince;
  private final ZoneId zone;

  private TestClock(Instant start, AtomicLong nanosSince, ZoneId zone) {
    this.start = start;
    this.nanosSince = nanosSince;
    this.zone = zone;
  }

  /** A clock that shows some time. */
  public static TestClock at(Instant start) {
    return new TestClock(start, new AtomicLong(), ZoneOffset.UTC);
  }

  /** Turns it forward. */
  public void advance(Duration time) {
    nanosSince.addAndGet(time.toNanos());
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanosSince.get());
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** The same clock, turned with this one, in another zone. */
  @Override
  public TestClock withZone(ZoneId other) {
    return new TestClock(start, nanosSince, other);
  }
}
