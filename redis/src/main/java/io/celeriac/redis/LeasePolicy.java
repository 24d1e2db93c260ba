package io.celeriac.redis;

import java.time.Duration;

/**
 * How long reservations last, and when those of the dead are looked for.
 *
 * @param visibilityTimeout how old a reservation may grow before anybody may put its message back;
 *     all peers of a database should have the same
 * @param lease how long ours last unless renewed: the visibility timeout, or less; never more
 * @param restoreInterval how often to look for overdue ones
 * @param restoreLimit most messages put back at once; 0 for all
 * @param mutexExpire how long the lock of whoever looks lives
 * @param ackEmulation whether reservations are recorded at all
 */
record LeasePolicy(
    Duration visibilityTimeout,
    Duration lease,
    Duration restoreInterval,
    int restoreLimit,
    Duration mutexExpire,
    boolean ackEmulation) {

  /** How often to renew: three chances before a lease is over. */
  Duration renewInterval() {
    return lease.dividedBy(3);
  }
}
