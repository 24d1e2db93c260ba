package io.celeriac.amqp;

import io.celeriac.BrokerException;
import io.celeriac.Queue;
import io.celeriac.protocol.Message;
import io.celeriac.spi.DelayedDelivery;
import io.celeriac.spi.Publication;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parks messages on the broker: publishes them into levels of delay of our own, from which they
 * come back to their queues, and acknowledges them when the broker has confirmed that. The levels
 * are named apart from Celery's, so that no binding of anybody else's gets a second copy.
 */
final class Parking {
  private static final Logger LOG = LoggerFactory.getLogger(Parking.class);

  static final DelayedDelivery LEVELS = new DelayedDelivery("celeriac");

  private static final int LONGEST_KEY = 255;
  private static final String DEATH = "x-death";

  private final RabbitMqProducer producer;
  private final Clock clock;
  private final AtomicBoolean refused = new AtomicBoolean();

  Parking(RabbitMqProducer producer, Clock clock) {
    this.producer = producer;
    this.clock = clock;
  }

  /** See {@link io.celeriac.spi.Delivery#park}. */
  Optional<CompletableFuture<Boolean>> park(RabbitMqDelivery delivery, Queue to, Instant until) {
    Message message = delivery.message();
    if (refused.get() || delivery.defect().isPresent() || !isParkable(to) || hasDied(message)) {
      return Optional.empty();
    }
    return LEVELS
        .delayed(
            new Publication(withoutExpiration(message), "", to.name()),
            Duration.between(clock.instant(), until))
        .filter(publication ->
            publication.routingKey().getBytes(StandardCharsets.UTF_8).length <= LONGEST_KEY)
        .flatMap(publication -> publish(publication, to))
        .map(published -> published.thenApply(done -> delivery.ack()));
  }

  private Optional<CompletableFuture<Void>> publish(Publication publication, Queue to) {
    try {
      return producer.publishParked(publication, to);
    } catch (BrokerException e) {
      if (e.recoverable()) {
        return Optional.of(CompletableFuture.failedFuture(e));
      }
      if (refused.compareAndSet(false, true)) {
        LOG.warn(
            "Tasks for later are held in this worker's memory, since RabbitMQ cannot keep them: {}"
                + " (broker_native_delayed_delivery_queue_type says of which type the queues are"
                + " that it would keep them in)",
            e.getMessage());
      }
      return Optional.empty();
    }
  }

  /** Whether the queue will be there, and is found by its name alone. */
  private static boolean isParkable(Queue queue) {
    return !queue.autoDelete()
        && !queue.exclusive()
        && queue.expiresMillis() == null
        && Arrays.stream(queue.name().split("\\.", -1))
            .noneMatch(word -> word.equals("*") || word.equals("#"));
  }

  /**
   * Whether it was dead-lettered. The broker drops a message that it would deliver, by way of
   * dead-letter exchanges, to a queue where it has expired before, and whoever looks at these
   * headers wants to see them as they are.
   */
  private static boolean hasDied(Message message) {
    return message.headers().containsKey(DEATH);
  }

  /** It would leave its level early; the header {@code expires} says the same to the worker. */
  private static Message withoutExpiration(Message message) {
    return message.properties().expiration() == null
        ? message
        : new Message(
            message.body(),
            message.contentType(),
            message.contentEncoding(),
            message.headers(),
            message.properties().withExpiration(null));
  }

  /** Without the headers that the levels of delay have left. */
  static Message withoutDeath(Message message) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(message.headers());
    headers
        .keySet()
        .removeIf(name ->
            name.equals(DEATH)
                || name.startsWith("x-first-death-")
                || name.startsWith("x-last-death-"));
    return new Message(
        message.body(),
        message.contentType(),
        message.contentEncoding(),
        headers,
        message.properties());
  }
}
