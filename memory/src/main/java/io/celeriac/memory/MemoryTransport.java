package io.celeriac.memory;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.spi.Binding;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Transport;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One app's way to a broker in this JVM. What its connections are on a network, are objects here.
 */
final class MemoryTransport implements Transport {
  private final MemoryBroker broker;
  private final String displayUrl;
  private final Clock clock;
  private final MemoryProducer producer;
  private final Set<MemoryConsumer> consumers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  MemoryTransport(MemoryBroker broker, String displayUrl, Clock clock) {
    this.broker = broker;
    this.displayUrl = displayUrl;
    this.clock = clock;
    this.producer = new MemoryProducer(this, broker, clock);
  }

  @Override
  public String displayUrl() {
    return displayUrl;
  }

  @Override
  public Producer producer() {
    return producer;
  }

  @Override
  public Consumer connectConsumer() {
    expectOpen();
    MemoryConsumer consumer = new MemoryConsumer(this, broker, clock);
    consumers.add(consumer);
    if (closed) { // meanwhile, and perhaps without having seen this one
      consumer.close();
    }
    return consumer;
  }

  @Override
  public List<Binding> bindings() {
    expectOpen();
    return broker.bindings();
  }

  @Override
  public void close() {
    closed = true;
    consumers.forEach(MemoryConsumer::close);
    broker.disconnect(producer);
  }

  void expectOpen() {
    if (closed) {
      throw closedException();
    }
  }

  void forget(MemoryConsumer consumer) {
    consumers.remove(consumer);
  }

  /** What is thrown at whoever uses this, or a consumer of it, after it was closed. */
  BrokerException closedException() {
    return new BrokerException(Problem.CLOSED, "The connection to " + displayUrl + " is closed");
  }
}
