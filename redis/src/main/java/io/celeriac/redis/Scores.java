package io.celeriac.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Issues the scores of reservations: the time in seconds with six digits, as kombu has it, but each
 * one only once, since a score is also what tells whose a reservation is. Takes get even
 * microseconds and renewals odd ones, so that they cannot meet across processes; two takes at the
 * same microsecond are kept apart by the take script. Thread-safe.
 */
final class Scores {
  private final Clock clock;
  private final Duration visibilityTimeout;
  private final long earlier;
  private long last;

  Scores(Clock clock, LeasePolicy policy) {
    this.clock = clock;
    this.visibilityTimeout = policy.visibilityTimeout();
    // A lease shorter than the timeout is dated back, so that every peer sees it end in time.
    this.earlier = micros(policy.visibilityTimeout().minus(policy.lease()));
  }

  /** The score of a new take. */
  synchronized long take() {
    return next(0);
  }

  /** The score of a renewal. */
  synchronized long renewal() {
    return next(1);
  }

  /** The highest score that is overdue now. */
  String overdue() {
    return text(now() - micros(visibilityTimeout));
  }

  /** As Redis takes it: seconds with six digits. */
  static String text(long score) {
    String digits = Long.toString(score);
    int point = digits.length() - 6;
    return digits.substring(0, point) + "." + digits.substring(point);
  }

  private long next(int parity) {
    long now = Math.max(now() - earlier, last + 1);
    last = now % 2 == parity ? now : now + 1;
    return last;
  }

  private long now() {
    Instant now = clock.instant();
    return TimeUnit.SECONDS.toMicros(now.getEpochSecond())
        + TimeUnit.NANOSECONDS.toMicros(now.getNano());
  }

  private static long micros(Duration duration) {
    return TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
  }
}
