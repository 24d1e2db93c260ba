package io.celeriac.redis;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before looking for messages again. Where the server tells, until it does. When
 * that was for nothing several times, since others were faster, a little longer each time and by
 * chance, so that many idle consumers of a queue do not all jump at every message. Where the server
 * does not tell, from 1 ms up to 50 ms. Used by one thread.
 */
final class Waiting {
  private static final long SHORTEST_LOOK = Duration.ofMillis(1).toNanos();
  private static final long LONGEST_LOOK = Duration.ofMillis(50).toNanos();
  private static final long SHORTEST_HESITATION = Duration.ofNanos(250_000).toNanos();
  private static final int MOST_DOUBLINGS = 6;

  private final Doorbell doorbell;
  private final long longest;
  private boolean rung;
  private int fruitless;
  private long look = SHORTEST_LOOK;

  Waiting(Doorbell doorbell, Duration pollingInterval) {
    this.doorbell = doorbell;
    this.longest = pollingInterval.toNanos();
  }

  /** Tells how the last look went. */
  void looked(int found) {
    if (found > 0) {
      fruitless = 0;
      look = SHORTEST_LOOK;
    } else {
      fruitless = rung ? Math.min(fruitless + 1, MOST_DOUBLINGS) : 0;
      look = Math.min(look * 2, LONGEST_LOOK);
    }
    rung = false;
  }

  /** Waits, at most some time. */
  void await(long nanos, boolean telling) throws InterruptedException {
    long most = Math.min(nanos, telling ? longest : Math.min(look, longest));
    rung = doorbell.await(most);
    if (rung && telling && fruitless > 1) {
      long hesitation = SHORTEST_HESITATION << fruitless;
      doorbell.await(Math.min(nanos, ThreadLocalRandom.current().nextLong(hesitation)));
    }
  }
}
