package io.celeriac.amqp;

import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import java.time.Clock;
import java.util.List;

/** Opens transports for tests. */
final class Transports {
  private Transports() {}

  static TransportConfig config(String urls, Settings settings) {
    return new TransportConfig(
        BrokerUrl.parseAll(List.of(urls), "test"), settings, "celeriac-test", Clock.systemUTC());
  }

  static Transport open(String urls, Settings settings) {
    return new RabbitMqTransportProvider().open(config(urls, settings));
  }
}
