package io.celeriac.redis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** In which order a consumer's queues are read, as kombu has it. Thread-safe. */
final class QueueOrder {

  /** kombu's {@code queue_order_strategy}. */
  enum Strategy {
    /** The queue that delivered goes to the end. */
    ROUND_ROBIN,
    /** The order in which they were added. */
    PRIORITY,
    /** By name. */
    SORTED
  }

  private final Strategy strategy;
  private final List<String> queues = new ArrayList<>();

  QueueOrder(Strategy strategy) {
    this.strategy = strategy;
  }

  synchronized void add(String queue) {
    if (!queues.contains(queue)) {
      queues.add(queue);
      if (strategy == Strategy.SORTED) {
        Collections.sort(queues);
      }
    }
  }

  synchronized void remove(String queue) {
    queues.remove(queue);
  }

  /** The queues as they are to be read now. */
  synchronized List<String> now() {
    return List.copyOf(queues);
  }

  /** Whether a delivery changes the order. */
  boolean rotates() {
    return strategy == Strategy.ROUND_ROBIN;
  }

  /** Tells that a queue has delivered. */
  synchronized void delivered(String queue) {
    if (rotates() && queues.remove(queue)) {
      queues.add(queue);
    }
  }
}
