package io.celeriac.spi;

import io.celeriac.protocol.Message;
import java.util.Optional;

/**
 * A message that was received and not yet settled. Settling is idempotent: the first call counts,
 * and only the first. Safe from any thread.
 */
public interface Delivery {

  Message message();

  DeliveryInfo info();

  /**
   * What is wrong with the envelope, when the transport could not read it; {@link #message} then
   * carries the raw bytes as its body.
   */
  default Optional<String> defect() {
    return Optional.empty();
  }

  /** Whether {@link #message} has the whole body; false where it was too long to be read. */
  default boolean complete() {
    return true;
  }

  /**
   * Whether this delivery is no longer ours: its session is lost, and the broker delivers, or has
   * delivered, the message again. Running it would run it twice; settling it has no effect.
   */
  boolean stale();

  /**
   * Acknowledges: the message is done with.
   *
   * @return false when that could not be told to the broker because the delivery is stale
   */
  boolean ack();

  /**
   * Rejects: back to its queue, or dropped (to the dead-letter exchange, where the queue has one).
   *
   * @return false when that could not be told to the broker because the delivery is stale
   */
  boolean reject(boolean requeue);
}
