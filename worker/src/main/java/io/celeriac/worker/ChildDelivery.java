package io.celeriac.worker;

import io.celeriac.protocol.Message;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;

/** A message as a child process has it: to read. The worker settles it. */
record ChildDelivery(Message message, DeliveryInfo info) implements Delivery {

  @Override
  public boolean stale() {
    return false;
  }

  @Override
  public boolean ack() {
    throw new IllegalStateException("A child process settles no messages; its worker does");
  }

  @Override
  public boolean reject(boolean requeue) {
    return ack();
  }
}
