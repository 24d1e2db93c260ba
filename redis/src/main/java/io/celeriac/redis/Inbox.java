package io.celeriac.redis;

import io.celeriac.spi.Delivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Messages that have come and were not yet handed to the worker. Thread-safe. */
final class Inbox {
  private final Deque<RedisDelivery> deliveries = new ArrayDeque<>();

  synchronized void add(RedisDelivery delivery) {
    deliveries.add(delivery);
  }

  /** Up to a number of them, the oldest first. */
  synchronized List<Delivery> take(int most) {
    List<Delivery> taken = new ArrayList<>(Math.min(most, deliveries.size()));
    while (taken.size() < most && !deliveries.isEmpty()) {
      taken.add(deliveries.removeFirst());
    }
    return taken;
  }

  synchronized boolean isEmpty() {
    return deliveries.isEmpty();
  }

  synchronized int size() {
    return deliveries.size();
  }

  /** Those that have not been handed out, the latest first; none remain. */
  synchronized List<RedisDelivery> clear() {
    List<RedisDelivery> rest = new ArrayList<>(deliveries.reversed());
    deliveries.clear();
    return rest;
  }
}
