package io.celeriac.redis;

import io.celeriac.testing.RedisServerProcess;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Servers with TLS: a right one, one with the certificate of another, one that asks for ours. */
final class TlsServers implements AutoCloseable {
  private final List<RedisServerProcess> processes = new ArrayList<>();

  static TlsServers started() {
    TlsServers servers = new TlsServers();
    servers.start("server", "no");
    servers.start("stranger", "no");
    servers.start("server", "yes");
    return servers;
  }

  private void start(String name, String askClients) {
    processes.add(
        RedisServerProcess.startedWithTls(
            "--appendonly",
            "no",
            "--tls-cert-file",
            file(name + ".pem"),
            "--tls-key-file",
            file(name + "-key.pem"),
            "--tls-ca-cert-file",
            file("authority.pem"),
            "--tls-auth-clients",
            askClients));
  }

  /** A file of the test resources. */
  static String file(String name) {
    try {
      return Path.of(Objects.requireNonNull(TlsServers.class.getResource("/tls/" + name)).toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return processes.get(0).tlsPort();
  }

  int strangerPort() {
    return processes.get(1).tlsPort();
  }

  int mutualPort() {
    return processes.get(2).tlsPort();
  }

  int plainPort() {
    return processes.getFirst().port();
  }

  @Override
  public void close() {
    processes.forEach(RedisServerProcess::close);
  }
}
