package io.celeriac.worker;

/**
 * When a limited task may start next: a bucket of one token, full at first (kombu's {@code
 * TokenBucket}). While tasks wait, a token that was taken late is made up for, up to one, so that
 * timers that fire a little late do not slow the rate down. Not thread-safe.
 */
final class TokenBucket {

  private final long interval;
  private long due;

  /**
   * A full bucket.
   *
   * @param rate one that is limited
   * @param now the time, in nanoseconds
   */
  TokenBucket(Rate rate, long now) {
    this.interval = rate.intervalNanos();
    this.due = now;
  }

  /**
   * Takes a token, or tells when there is one.
   *
   * @param queued whether the task has waited for it
   * @return 0 when it was taken, else the nanoseconds until there is one
   */
  long take(long now, boolean queued) {
    long wait = due - now;
    if (wait > 0) {
      return wait;
    }
    long from = queued ? Math.max(due, now - interval) : now;
    due = from + interval;
    return 0;
  }
}
