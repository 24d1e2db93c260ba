package io.celeriac.memory;

import io.celeriac.spi.BrokerUrl;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** What the URLs of this JVM name, made when it is first asked for. */
final class Named<T> {
  private final ConcurrentMap<String, T> byName = new ConcurrentHashMap<>();
  private final Supplier<T> maker;

  Named(Supplier<T> maker) {
    this.maker = maker;
  }

  /** What a URL names: by its host and path. */
  T get(BrokerUrl url) {
    return byName.computeIfAbsent(url.host() + "/" + url.vhost(), name -> maker.get());
  }
}
