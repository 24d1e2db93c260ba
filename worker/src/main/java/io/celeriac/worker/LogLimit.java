package io.celeriac.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Lets one line a minute through for each key; those it keeps back it counts, and tells how many
 * they were when the minute is over. Keys are what others have written, so it knows only so many of
 * them; the rest share one. Thread-safe.
 */
final class LogLimit {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final int MOST_KEYS = 1_000;

  private final Timer timer;
  private final Map<String, Long> keptBack = new HashMap<>();

  LogLimit(Timer timer) {
    this.timer = timer;
  }

  /**
   * Writes a line, or counts it.
   *
   * @param line writes it
   * @param more writes instead, after the minute, how many there were more
   */
  void tell(String key, Runnable line, LongConsumer more) {
    String known;
    synchronized (keptBack) {
      known = keptBack.size() < MOST_KEYS || keptBack.containsKey(key) ? key : "";
      if (keptBack.computeIfPresent(known, (_, count) -> count + 1) != null) {
        return;
      }
      keptBack.put(known, 0L);
    }
    line.run();
    timer.after(MINUTE, () -> minuteIsOver(known, more));
  }

  private void minuteIsOver(String key, LongConsumer more) {
    long count;
    synchronized (keptBack) {
      count = keptBack.getOrDefault(key, 0L);
      if (count == 0) {
        keptBack.remove(key);
        return;
      }
      keptBack.put(key, 0L);
    }
    more.accept(count);
    timer.after(MINUTE, () -> minuteIsOver(key, more));
  }
}
