package io.celeriac;

import io.celeriac.protocol.IsoTime;
import io.celeriac.spi.DelayedDelivery;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has the broker hold back what is sent with an ETA, as Celery does from when any queue of the app
 * is a quorum queue: such queues do not let a worker take more because it waits with some. Messages
 * through a direct exchange are sent as ever.
 */
final class QuorumDelays {

  private final Transport transport;
  private final QueueTable queues;
  private final Clock clock;

  QuorumDelays(Transport transport, QueueTable queues, Clock clock) {
    this.transport = transport;
    this.queues = queues;
    this.clock = clock;
  }

  /** How a call is sent instead, if it is to be delayed. */
  Optional<Publication> of(
      Publication plain, Optional<Queue> queue, SendOptions options, @Nullable String eta) {
    return of(
        plain,
        queue,
        eta,
        options.values().get("eta") == null ? options.seconds("countdown") : Optional.empty());
  }

  /** How a message that is complete is sent instead, if it is to be delayed. */
  Optional<Publication> of(Publication plain, Optional<Queue> queue, @Nullable String eta) {
    return of(plain, queue, eta, Optional.empty());
  }

  private Optional<Publication> of(
      Publication plain, Optional<Queue> queue, @Nullable String eta, Optional<Duration> delay) {
    if (eta == null
        || !transport.hasDelayedDelivery()
        || !queues.hasQuorumQueue()
        || exchangeType(plain, queue) == ExchangeType.DIRECT) {
      return Optional.empty();
    }
    // By the queue's own key, whatever that of the call, as in Celery.
    String key = queue.map(Queue::routingKey).orElse(plain.routingKey());
    return DelayedDelivery.CELERY.delayed(
        new Publication(plain.message(), plain.exchange(), key),
        delay.orElseGet(() -> Duration.between(clock.instant(), IsoTime.parse(eta))));
  }

  private ExchangeType exchangeType(Publication plain, Optional<Queue> queue) {
    return queue
        .map(Queue::exchange)
        .or(() -> queues.exchange(plain.exchange()))
        .map(Exchange::type)
        .orElse(ExchangeType.DIRECT);
  }
}
