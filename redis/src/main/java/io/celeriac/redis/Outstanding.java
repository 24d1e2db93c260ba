package io.celeriac.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The unsettled deliveries of one consumer, in the order they came. Thread-safe. */
final class Outstanding {
  private final Set<RedisDelivery> deliveries = new LinkedHashSet<>();
  private final Runnable roomMade;

  /** Calls back whenever there is room for one more. */
  Outstanding(Runnable roomMade) {
    this.roomMade = roomMade;
  }

  synchronized void add(RedisDelivery delivery) {
    deliveries.add(delivery);
  }

  void remove(RedisDelivery delivery) {
    boolean removed;
    synchronized (this) {
      removed = deliveries.remove(delivery);
    }
    if (removed) {
      roomMade.run();
    }
  }

  synchronized int size() {
    return deliveries.size();
  }

  /** All of them, the latest first. */
  synchronized List<RedisDelivery> latestFirst() {
    List<RedisDelivery> all = new ArrayList<>(deliveries);
    Collections.reverse(all);
    return all;
  }
}
