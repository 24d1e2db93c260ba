package io.celeriac.memory;

import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import io.celeriac.testing.TransportContract;
import io.celeriac.testing.TransportTraits;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The contract of every transport, with a broker that has RabbitMQ's ways. */
class MemoryTransportTest extends TransportContract {

  @Override
  protected Transport openTransport() {
    return new MemoryTransportProvider()
        .open(
            new TransportConfig(
                List.of(BrokerUrl.parse("memory://transport-contract", "this test")),
                Settings.defaults(),
                "contract",
                Clock.systemUTC()));
  }

  @Override
  protected Duration quiet() {
    return Duration.ofMillis(20); // what is there is there at once
  }

  @Override
  public TransportTraits traits() {
    return TransportTraits.amqp();
  }
}
