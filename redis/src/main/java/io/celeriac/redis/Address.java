package io.celeriac.redis;

import java.nio.file.Path;

/** Where a Redis server listens. */
sealed interface Address {

  /** A port of a host. */
  record Tcp(String host, int port) implements Address {
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** A Unix domain socket. */
  record Unix(Path path) implements Address {
    @Override
    public String toString() {
      return path.toString();
    }
  }
}
