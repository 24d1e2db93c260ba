package io.celeriac.memory;

import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import io.celeriac.testing.RpcResultContract;
import java.time.Clock;
import java.util.List;

/** Results as messages, on the broker in this JVM. */
class MemoryRpcResultTest extends RpcResultContract {

  @Override
  protected Transport openTransport() {
    return new MemoryTransportProvider()
        .open(
            new TransportConfig(
                List.of(BrokerUrl.parse("memory://rpc-results", "this test")),
                Settings.defaults(),
                "test",
                Clock.systemUTC()));
  }
}
