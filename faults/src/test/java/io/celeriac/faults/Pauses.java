package io.celeriac.faults;

import java.time.Duration;
import org.awaitility.Awaitility;

/** For faults that have to last some time, which is no condition that one could wait for. */
final class Pauses {
  private Pauses() {}

  /** Returns when so much time has passed since a moment of {@link System#nanoTime}. */
  static void until(long start, Duration time) {
    Awaitility.await()
        .atMost(time.plusMinutes(1))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> System.nanoTime() - start >= time.toNanos());
  }

  static void of(Duration time) {
    until(System.nanoTime(), time);
  }
}
