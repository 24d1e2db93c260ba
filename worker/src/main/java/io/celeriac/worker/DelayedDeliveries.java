package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.Queue;
import io.celeriac.spi.WorkerEnvironment;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets native delayed delivery up when any queue is a quorum queue, for all queues of the app, as
 * Celery's bootstep {@code DelayedDelivery} does. Direct exchanges cannot have it; what waits for
 * their queues is {@linkplain Parking parked}.
 */
final class DelayedDeliveries {

  private static final Logger LOG = LoggerFactory.getLogger(DelayedDeliveries.class);

  private final WorkerEnvironment app;
  private final Supplier<Collection<Queue>> consumed;

  DelayedDeliveries(WorkerEnvironment app, Supplier<Collection<Queue>> consumed) {
    this.app = app;
    this.consumed = consumed;
  }

  /** Done in each session; a broker that refuses is warned of, and the worker goes on. */
  void setUp() {
    if (!app.transport().hasDelayedDelivery()) {
      return;
    }
    Map<String, Queue> queues = new LinkedHashMap<>();
    app.queueNames().forEach(name -> queues.put(name, app.queue(name)));
    consumed.get().forEach(queue -> queues.put(queue.name(), queue));
    if (queues.values().stream().noneMatch(Queue::isQuorum)) {
      return;
    }
    for (Queue queue : queues.values()) {
      try {
        if (!queue.autoDelete()) { // a broadcast is not for later
          app.transport().producer().declareDelayed(queue);
        }
      } catch (BrokerException e) {
        LOG.warn(
            "Native delayed delivery is not set up for queue '{}': {}",
            queue.name(),
            e.getMessage());
      }
    }
  }
}
