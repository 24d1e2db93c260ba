package io.celeriac.memory;

import io.celeriac.BrokerException;
import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.protocol.Message;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Publication;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Publishes to a broker in this JVM, which has taken the message when the call returns. */
final class MemoryProducer implements Producer {
  private final MemoryTransport transport;
  private final MemoryBroker broker;
  private final Clock clock;

  MemoryProducer(MemoryTransport transport, MemoryBroker broker, Clock clock) {
    this.transport = transport;
    this.broker = broker;
    this.clock = clock;
  }

  @Override
  public void declare(Queue queue) {
    transport.expectOpen();
    broker.declare(queue, this, clock.millis());
  }

  @Override
  public long purge(Queue queue) {
    declare(queue);
    return broker.purge(queue.name());
  }

  @Override
  public OptionalLong waiting(Queue queue) {
    declare(queue);
    return OptionalLong.of(broker.waiting(queue.name()));
  }

  @Override
  public OptionalLong parked(Queue queue) {
    declare(queue);
    return OptionalLong.of(broker.parked(queue.name()));
  }

  @Override
  public CompletableFuture<Void> publish(Publication publication) {
    try {
      transport.expectOpen();
      broker.publish(publication, clock.millis());
      return CompletableFuture.completedFuture(null);
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletableFuture<Void> broadcast(Exchange exchange, String routingKey, Message message) {
    return announce(exchange, routingKey, message).thenAccept(listeners -> {});
  }

  @Override
  public CompletableFuture<OptionalInt> announce(
      Exchange exchange, String routingKey, Message message) {
    try {
      transport.expectOpen();
      Publication publication = new Publication(message, exchange.name(), routingKey);
      return CompletableFuture.completedFuture(
          OptionalInt.of(broker.broadcast(exchange, publication, clock.millis())));
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
