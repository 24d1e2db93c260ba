package io.celeriac.spi;

import io.celeriac.protocol.Message;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

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
   * How often this message was delivered before and came back, by the broker's own count; empty
   * where it does not count that.
   */
  default OptionalInt returned() {
    return OptionalInt.empty();
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

  /**
   * Parks the message: gives it to the broker, which puts it back into its queue when a time comes,
   * or a little earlier, as if it had just been published there, with headers, properties and body
   * as they are; and settles this delivery. The message is with the broker before it is settled, or
   * both is one step, so that it cannot be lost; where it is not one step it may be doubled.
   *
   * @param until when it goes back; best not sooner than in a second
   * @return empty when this message cannot be parked, so that nothing has been done; else what
   *     completes with true when it is parked, with false when it was no longer ours (as after
   *     {@link #ack}), and fails with a {@link io.celeriac.BrokerException} when that did not
   *     succeed: this delivery is to be settled then as before
   */
  default Optional<CompletableFuture<Boolean>> park(Instant until) {
    return Optional.empty();
  }
}
