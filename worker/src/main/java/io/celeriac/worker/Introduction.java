package io.celeriac.worker;

import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;

/**
 * What a worker does in each session before it takes tasks, tells that it is there and listens; and
 * what it does with what it hears.
 */
record Introduction(Monitoring monitoring, RemoteControl remote, DelayedDeliveries delays)
    implements Intake.Commands {

  @Override
  public void listen(Consumer session) {
    monitoring.connected();
    remote.listen(session);
    delays.setUp();
  }

  @Override
  public boolean take(Delivery delivery) {
    return remote.take(delivery);
  }

  @Override
  public void settle() throws InterruptedException {
    remote.settle();
  }
}
