package io.celeriac.redis;

import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultCodec;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** What tests of this module share: opening transports the way an app does. */
final class RedisTests {
  private RedisTests() {}

  /** A transport with transport options. */
  static Transport transport(String url, Map<String, Object> options) {
    return transport(url, Settings.defaults().with("broker_transport_options", options, "test"));
  }

  /** A transport with settings. */
  static Transport transport(String url, Settings settings) {
    return transport(url, settings, Clock.systemUTC());
  }

  /** A transport with settings and a clock. */
  static Transport transport(String url, Settings settings, Clock clock) {
    return new RedisTransportProvider()
        .open(
            new TransportConfig(
                BrokerUrl.parseAll(List.of(url), "test"), settings, "celeriac-test", clock));
  }

  /** A result backend with settings. */
  static ResultBackend backend(String url, Settings settings, ResultCodec codec) {
    return new RedisResultBackendProvider()
        .open(
            new ResultBackendConfig(
                BrokerUrl.parseAllBackends(List.of(url), "test"),
                settings,
                codec,
                Clock.systemUTC()));
  }
}
