package io.celeriac.amqp;

import io.celeriac.Settings;
import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TestServers;
import io.celeriac.testing.TransportContract;
import io.celeriac.testing.TransportTraits;

@NeedsServer
class RabbitMqContractTest extends TransportContract {

  @Override
  protected Transport openTransport() {
    return Transports.open(TestServers.ofEnvironment().amqpUrl(), Settings.defaults());
  }

  @Override
  public TransportTraits traits() {
    return TransportTraits.amqp();
  }
}
