package io.celeriac.amqp;

import com.rabbitmq.client.Envelope;
import io.celeriac.Queue;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.DelayedDelivery;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A message from RabbitMQ. It is put together on the thread that reads the socket, as bytes, and
 * {@linkplain #open opened} on the one that receives it.
 */
final class RabbitMqDelivery extends Unsettled.Place implements Delivery {
  private static final byte[] NOTHING = {};
  private static final String RETURNED = "x-delivery-count";

  private final RabbitMqConsumer consumer;
  private final Queue queue;
  private final DeliveryInfo info;
  private final boolean delayed;
  private byte[] header;
  private final byte[] body;
  private final long skippedBytes;
  private @Nullable Message message;
  private @Nullable String defect;

  /**
   * A delivery that has arrived.
   *
   * @param header the payload of its content header frame
   * @param skippedBytes the length of a body that was too long to be read; 0 when it was read
   */
  RabbitMqDelivery(
      RabbitMqConsumer consumer,
      Queue queue,
      Envelope envelope,
      byte[] header,
      byte[] body,
      long skippedBytes) {
    super(envelope.getDeliveryTag());
    this.consumer = consumer;
    this.queue = queue;
    this.delayed =
        DelayedDelivery.CELERY.delivers(envelope.getExchange())
            || Parking.LEVELS.delivers(envelope.getExchange());
    this.info = info(queue, envelope);
    this.header = header;
    this.body = body;
    this.skippedBytes = skippedBytes;
  }

  /** Reads the headers, before the delivery is handed to anybody. */
  RabbitMqDelivery open(int maxBodyBytes) {
    try {
      Message arrived = ContentHeader.read(header).with(body);
      message = delayed ? Parking.withoutDeath(arrived) : arrived;
      if (skippedBytes != 0) {
        defect =
            "its body of %d bytes is longer than the %d that are read (celeriac_max_body_bytes)"
                .formatted(skippedBytes, maxBodyBytes);
      }
    } catch (MalformedHeaderException e) {
      message = new Message(body, null, null, Map.of(), MessageProperties.of());
      defect = "its AMQP headers cannot be read: " + e.getMessage();
    }
    header = NOTHING; // a task can take its time
    return this;
  }

  /** The length of its body. */
  int bodyBytes() {
    return body.length;
  }

  @Override
  public Message message() {
    if (message == null) {
      throw new IllegalStateException("The delivery has not been opened");
    }
    return message;
  }

  @Override
  public DeliveryInfo info() {
    return info;
  }

  @Override
  public Optional<String> defect() {
    return Optional.ofNullable(defect);
  }

  /** Where it was sent to before it was delayed; of a parked one only its queue is known. */
  private static DeliveryInfo info(Queue queue, Envelope envelope) {
    String exchange = envelope.getExchange();
    String key = envelope.getRoutingKey();
    if (Parking.LEVELS.delivers(exchange)) {
      exchange = "";
      key = queue.name();
    } else if (DelayedDelivery.CELERY.delivers(exchange)) {
      exchange = queue.exchange().name();
      key = DelayedDelivery.withoutDelay(key);
    }
    return new DeliveryInfo(exchange, key, queue.name(), envelope.isRedeliver());
  }

  @Override
  public Optional<CompletableFuture<Boolean>> park(Instant until) {
    return state() == Unsettled.State.HELD && !consumer.isOver()
        ? consumer.parking().park(this, queue, until)
        : Optional.of(CompletableFuture.completedFuture(false));
  }

  @Override
  public boolean complete() {
    return skippedBytes == 0;
  }

  /** Quorum queues count; elsewhere the header is its sender's. */
  @Override
  public OptionalInt returned() {
    return queue.isQuorum() && message().headers().get(RETURNED) instanceof Number count
        ? OptionalInt.of(Math.clamp(count.longValue(), 0, Integer.MAX_VALUE))
        : OptionalInt.empty();
  }

  @Override
  public boolean stale() {
    return state() != Unsettled.State.SETTLED && consumer.isOver();
  }

  @Override
  public boolean ack() {
    return consumer.settle(this, Unsettled.State.ACK);
  }

  @Override
  public boolean reject(boolean requeue) {
    return consumer.settle(this, requeue ? Unsettled.State.REQUEUE : Unsettled.State.REJECT);
  }

  /** Whether it is one of this consumer's. */
  boolean isOf(RabbitMqConsumer other) {
    return consumer == other;
  }

  @Override
  public String toString() {
    return "delivery %d of queue '%s'".formatted(tag(), info.queue());
  }
}
