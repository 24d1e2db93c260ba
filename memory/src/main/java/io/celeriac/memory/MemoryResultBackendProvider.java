package io.celeriac.memory;

import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultBackendProvider;
import java.util.Set;

/**
 * Serves {@code memory://name}: results kept inside this JVM. Apps that give the same name share
 * one store, which lasts as long as the JVM; different names have nothing in common.
 */
public final class MemoryResultBackendProvider implements ResultBackendProvider {
  // Static for the same reason as the brokers: a worker's results must reach another app.
  private static final Named<MemoryResults> RESULTS = new Named<>(MemoryResults::new);

  @Override
  public Set<String> schemes() {
    return Set.of("memory");
  }

  @Override
  public ResultBackend open(ResultBackendConfig config) {
    BrokerUrl url = config.urls().getFirst();
    return new MemoryResultBackend(RESULTS.get(url), url.masked(), config);
  }
}
