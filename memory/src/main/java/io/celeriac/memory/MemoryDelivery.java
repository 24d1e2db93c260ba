package io.celeriac.memory;

import io.celeriac.protocol.Message;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A message of a {@link MemoryQueue} in the hands of a {@link MemoryConsumer}. */
final class MemoryDelivery implements Delivery {
  private final MemoryConsumer consumer;
  private final MemoryQueue queue;
  private final WaitingMessage waiting;
  private volatile boolean givenBack;

  MemoryDelivery(MemoryConsumer consumer, MemoryQueue queue, WaitingMessage waiting) {
    this.consumer = consumer;
    this.queue = queue;
    this.waiting = waiting;
  }

  @Override
  public Message message() {
    return waiting.message();
  }

  @Override
  public DeliveryInfo info() {
    return new DeliveryInfo(
        waiting.exchange(), waiting.routingKey(), queue.name(), waiting.redelivered());
  }

  @Override
  public boolean stale() {
    return givenBack;
  }

  @Override
  public boolean ack() {
    return consumer.settle(this, Settlement.ACK);
  }

  @Override
  public boolean reject(boolean requeue) {
    return consumer.settle(this, requeue ? Settlement.REQUEUE : Settlement.DROP);
  }

  @Override
  public Optional<CompletableFuture<Boolean>> park(Instant until) {
    return Optional.of(
        CompletableFuture.completedFuture(consumer.park(this, until.toEpochMilli())));
  }

  MemoryQueue queue() {
    return queue;
  }

  WaitingMessage waiting() {
    return waiting;
  }

  boolean isGivenBack() {
    return givenBack;
  }

  /** Back to its queue, unsettled; with the broker's lock held. */
  void giveBack() {
    givenBack = true;
    queue.giveBack(waiting);
  }
}
