package io.celeriac.worker;

import io.celeriac.protocol.Message;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;

/** A message that never was in a queue: whatever settles it, it is done with. */
record EagerDelivery(Message message, DeliveryInfo info) implements Delivery {

  @Override
  public boolean stale() {
    return false;
  }

  @Override
  public boolean ack() {
    return true;
  }

  @Override
  public boolean reject(boolean requeue) {
    return true;
  }
}
