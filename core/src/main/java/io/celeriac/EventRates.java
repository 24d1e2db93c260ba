package io.celeriac;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How many events of each type came in each of the last seconds. Types are bounded, since a message
 * may name any. Used under the lock of {@link ClusterState}.
 */
final class EventRates {

  /** The longest time that is looked back to. */
  static final int SECONDS = 60;

  private static final int MOST_TYPES = 200;

  private final Map<String, Counts> byType = new HashMap<>();

  /** A ring of seconds, and the second that each place was last used for. */
  private static final class Counts {
    private final long[] second = new long[SECONDS + 1];
    private final int[] count = new int[SECONDS + 1];

    void add(long now) {
      int place = (int) Math.floorMod(now, (long) second.length);
      if (second[place] != now) {
        second[place] = now;
        count[place] = 0;
      }
      count[place]++;
    }

    long between(long from, long to) {
      long sum = 0;
      for (int i = 0; i < second.length; i++) {
        sum += second[i] >= from && second[i] < to ? count[i] : 0;
      }
      return sum;
    }
  }

  void add(Event event) {
    Counts counts = byType.get(event.type());
    if (counts == null && byType.size() < MOST_TYPES) {
      counts = new Counts();
      byType.put(event.type(), counts);
    }
    if (counts != null) {
      counts.add(event.received().getEpochSecond());
    }
  }

  /** Events of a type each second, over the whole seconds before now. */
  double perSecond(String type, Instant now, Duration window) {
    long seconds = Math.clamp(window.toSeconds(), 1, SECONDS);
    Counts counts = byType.get(type);
    long to = now.getEpochSecond();
    return counts == null ? 0 : counts.between(to - seconds, to) / (double) seconds;
  }
}
