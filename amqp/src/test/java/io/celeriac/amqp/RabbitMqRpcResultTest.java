package io.celeriac.amqp;

import io.celeriac.Settings;
import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.RpcResultContract;
import io.celeriac.testing.TestServers;

/** Results as messages, on RabbitMQ. */
@NeedsServer
class RabbitMqRpcResultTest extends RpcResultContract {

  @Override
  protected Transport openTransport() {
    return Transports.open(TestServers.ofEnvironment().amqpUrl(), Settings.defaults());
  }
}
