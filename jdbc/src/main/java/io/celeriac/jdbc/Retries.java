package io.celeriac.jdbc;

import io.celeriac.Setting;
import io.celeriac.Settings;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How often an operation on the database is tried again: three times, where {@code
 * result_backend_always_retry} and {@code result_backend_max_retries} are not set, unlike with
 * other backends. The pauses grow from {@code result_backend_base_sleep_between_retries_ms}, drawn
 * at random below that. Thread-safe.
 */
final class Retries implements AutoCloseable {
  private static final double CELERYS_OWN = 3;

  private final double most;
  private final Duration base;
  private final Duration longest;
  private final RandomGenerator random;
  private final CountDownLatch closed = new CountDownLatch(1);

  Retries(Settings settings, RandomGenerator random) {
    boolean given = settings.isSet(Setting.RESULT_BACKEND_MAX_RETRIES);
    double retries =
        given ? settings.find(Setting.RESULT_BACKEND_MAX_RETRIES).orElse(CELERYS_OWN) : CELERYS_OWN;
    boolean refused =
        settings.isSet(Setting.RESULT_BACKEND_ALWAYS_RETRY)
            && !settings.find(Setting.RESULT_BACKEND_ALWAYS_RETRY).orElse(true);
    this.most = refused ? 0 : retries;
    this.base = settings.get(Setting.RESULT_BACKEND_BASE_SLEEP_BETWEEN_RETRIES_MS);
    this.longest = settings.get(Setting.RESULT_BACKEND_MAX_SLEEP_BETWEEN_RETRIES_MS);
    this.random = random;
  }

  /** Pauses after a failure; false when it is time to give up. An interrupt does not end it. */
  boolean again(int failures) {
    if (failures > most) {
      return false;
    }
    long highest = Math.min(longest.toMillis(), base.toMillis() << Math.min(failures - 1, 30));
    return !closedWithin(Duration.ofMillis(random.nextLong(Math.max(highest, 0) + 1)).toNanos());
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

  /** Ends all pauses, and there is no further try. */
  @Override
  public void close() {
    closed.countDown();
  }
}
