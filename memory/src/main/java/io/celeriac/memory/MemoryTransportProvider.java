package io.celeriac.memory;

import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import io.celeriac.spi.TransportProvider;
import java.util.Set;

/**
 * Serves {@code memory://name}: a broker inside this JVM. Apps that give the same name, whoever
 * loaded this class for them, share one broker, which lasts as long as the JVM; different names
 * have nothing in common. Of several URLs the first counts, as there is nothing to fail over from.
 */
public final class MemoryTransportProvider implements TransportProvider {
  // The one thing here that is static: what a producer sends must reach a worker of another app.
  private static final Named<MemoryBroker> BROKERS = new Named<>(MemoryBroker::new);

  @Override
  public Set<String> schemes() {
    return Set.of("memory");
  }

  @Override
  public Transport open(TransportConfig config) {
    BrokerUrl url = config.urls().getFirst();
    return new MemoryTransport(BROKERS.get(url), url.masked(), config.clock());
  }
}
