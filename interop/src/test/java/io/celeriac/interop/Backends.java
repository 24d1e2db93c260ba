package io.celeriac.interop;

import io.celeriac.Settings;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultBackendProvider;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import io.celeriac.spi.TransportProvider;
import io.celeriac.testing.JsonResultCodec;
import java.time.Clock;
import java.util.List;
import java.util.ServiceLoader;

/** Result backends without an app, to store and find what an app does not show. */
final class Backends {
  private Backends() {}

  /** A database. */
  static ResultBackend database(String url) {
    return provider("db")
        .open(
            new ResultBackendConfig(
                BrokerUrl.parseAllBackends(List.of(url), "test"),
                Settings.defaults(),
                new JsonResultCodec(),
                Clock.systemUTC()));
  }

  /** Messages over a transport, which goes on to be the caller's. */
  static ResultBackend rpc(Transport transport, String replyTo) {
    return provider("rpc")
        .open(
            new ResultBackendConfig(
                BrokerUrl.parseAllBackends(List.of("rpc://"), "test"),
                Settings.defaults(),
                new JsonResultCodec(),
                Clock.systemUTC(),
                () -> transport,
                replyTo));
  }

  static Transport transport(String url) {
    BrokerUrl parsed = BrokerUrl.parse(url, "test");
    return ServiceLoader.load(TransportProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.schemes().contains(parsed.scheme()))
        .findFirst()
        .orElseThrow()
        .open(
            new TransportConfig(
                List.of(parsed), Settings.defaults(), "interop", Clock.systemUTC()));
  }

  private static ResultBackendProvider provider(String scheme) {
    return ServiceLoader.load(ResultBackendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.schemes().contains(scheme))
        .findFirst()
        .orElseThrow();
  }
}
