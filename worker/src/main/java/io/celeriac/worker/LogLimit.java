package io.celeriac.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Lets one line a minute through for each key; those it keeps back it counts, and tells how many
 * they were when the minute is over. Keys are what others have written, so it knows only so many of
 * them; the rest share one. Thread-safe.
 */
final class LogLimit implements AutoCloseable {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final int MOST_KEYS = 1_000;

  /** How many were kept back, and what tells so. */
  private record KeptBack(long count, LongConsumer more) {}

  private final Timer timer;
  private final Map<String, KeptBack> keys = new HashMap<>();

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
    synchronized (keys) {
      known = keys.size() < MOST_KEYS || keys.containsKey(key) ? key : "";
      KeptBack before = keys.get(known);
      keys.put(known, new KeptBack(before == null ? 0 : before.count() + 1, more));
      if (before != null) {
        return;
      }
    }
    line.run();
    timer.after(MINUTE, () -> minuteIsOver(known));
  }

  private void minuteIsOver(String key) {
    KeptBack kept;
    synchronized (keys) {
      kept = keys.remove(key);
      if (kept == null || kept.count() == 0) {
        return;
      }
      // What tells the number is this minute's line.
      keys.put(key, new KeptBack(0, kept.more()));
    }
    kept.more().accept(kept.count());
    timer.after(MINUTE, () -> minuteIsOver(key));
  }

  /** Tells what has been kept back so far. */
  @Override
  public void close() {
    List<KeptBack> all;
    synchronized (keys) {
      all = List.copyOf(keys.values());
      keys.clear();
    }
    all.stream().filter(kept -> kept.count() > 0).forEach(kept -> kept.more().accept(kept.count()));
  }
}
