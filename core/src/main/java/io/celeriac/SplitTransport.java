package io.celeriac;

import io.celeriac.spi.Binding;
import io.celeriac.spi.BrokerFact;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Transport;
import java.util.Collection;
import java.util.List;

/** A broker that is read at one address and written at another: {@code broker_read_url}. */
record SplitTransport(Transport reading, Transport writing) implements Transport {

  @Override
  public String displayUrl() {
    return reading.displayUrl();
  }

  @Override
  public Producer producer() {
    return writing.producer();
  }

  @Override
  public Consumer connectConsumer() {
    return reading.connectConsumer();
  }

  @Override
  public ExchangeType eventExchangeType() {
    return writing.eventExchangeType();
  }

  @Override
  public boolean hasDelayedDelivery() {
    return writing.hasDelayedDelivery();
  }

  @Override
  public List<Binding> bindings() {
    return writing.bindings();
  }

  @Override
  public List<BrokerFact> durability(Collection<Queue> queues) {
    return writing.durability(queues);
  }

  @Override
  public boolean expiresMessages() {
    return writing.expiresMessages();
  }

  @Override
  public void close() {
    try {
      reading.close();
    } finally {
      writing.close();
    }
  }
}
