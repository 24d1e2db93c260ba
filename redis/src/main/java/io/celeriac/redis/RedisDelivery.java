package io.celeriac.redis;

import io.celeriac.protocol.Message;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A message from a queue, with its reservation; or one that needs none, from a fanout exchange or
 * where {@code ack_emulation} is off.
 */
final class RedisDelivery implements Delivery {
  private final Envelope envelope;
  private final DeliveryInfo info;
  private final @Nullable Reservation reservation;
  private final byte @Nullable [] raw;
  private final Settler settler;
  private final AtomicBoolean settled = new AtomicBoolean();

  /** Does the settling. */
  interface Settler {

    /** Settles; false when it was no longer ours. */
    boolean settle(RedisDelivery delivery, Settlement settlement);

    /** Parks; empty when it cannot be. */
    Optional<CompletableFuture<Boolean>> park(RedisDelivery delivery, Instant until);

    /** Whether a reservation is no longer ours. */
    boolean isLost(Reservation reservation);
  }

  /**
   * Makes one.
   *
   * @param raw the item as it was taken, where only this can bring it back; or null
   */
  RedisDelivery(
      Envelope envelope,
      String queue,
      @Nullable Reservation reservation,
      byte @Nullable [] raw,
      Settler settler) {
    this.envelope = envelope;
    this.info =
        new DeliveryInfo(envelope.exchange(), envelope.routingKey(), queue, envelope.redelivered());
    this.reservation = reservation;
    this.raw = raw;
    this.settler = settler;
  }

  @Override
  public Message message() {
    return envelope.message();
  }

  @Override
  public DeliveryInfo info() {
    return info;
  }

  @Override
  public Optional<String> defect() {
    return Optional.ofNullable(envelope.defect());
  }

  /** Whether the message has the whole body; false where the item was too long to be read. */
  @Override
  public boolean complete() {
    return !envelope.cut();
  }

  @Override
  public boolean stale() {
    return reservation != null && settler.isLost(reservation);
  }

  @Override
  public boolean ack() {
    return settle(Settlement.DONE);
  }

  @Override
  public boolean reject(boolean requeue) {
    return settle(requeue ? Settlement.BEHIND : Settlement.DONE);
  }

  @Override
  public Optional<CompletableFuture<Boolean>> park(Instant until) {
    if (defect().isPresent()) {
      return Optional.empty();
    }
    if (!claim()) {
      return Optional.of(CompletableFuture.completedFuture(false));
    }
    Optional<CompletableFuture<Boolean>> parking = settler.park(this, until);
    if (parking.isEmpty()) {
      settled.set(false);
    }
    return parking.map(future ->
        future.whenComplete((_, failure) -> {
          if (failure != null) {
            settled.set(false);
          }
        }));
  }

  @Nullable Reservation reservation() {
    return reservation;
  }

  void addReservationTo(List<Reservation> reservations) {
    if (reservation != null) {
      reservations.add(reservation);
    }
  }

  /** Whether it is known to be no longer ours. */
  boolean isLost() {
    return reservation != null && reservation.isLost();
  }

  /** The item as it was taken, where only this can bring it back. */
  byte @Nullable [] raw() {
    return raw;
  }

  /** Claims the right to settle; only the first caller has it. */
  boolean claim() {
    return settled.compareAndSet(false, true);
  }

  private boolean settle(Settlement settlement) {
    if (claim()) {
      return settler.settle(this, settlement);
    }
    return !isLost();
  }
}
