package io.celeriac.redis;

import io.celeriac.testing.RedisServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Servers with TLS: a right one, one with the certificate of another, one that asks for ours. */
final class TlsServers implements AutoCloseable {
  private final List<RedisServerProcess> processes = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();

  static TlsServers started() {
    TlsServers servers = new TlsServers();
    servers.start("server", "no");
    servers.start("stranger", "no");
    servers.start("server", "yes");
    return servers;
  }

  private void start(String name, String askClients) {
    int port = freePort();
    processes.add(
        RedisServerProcess.started(
            "--appendonly",
            "no",
            "--tls-port",
            Integer.toString(port),
            "--tls-cert-file",
            file(name + ".pem"),
            "--tls-key-file",
            file(name + "-key.pem"),
            "--tls-ca-cert-file",
            file("authority.pem"),
            "--tls-auth-clients",
            askClients));
    ports.add(port);
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
    return ports.get(0);
  }

  int strangerPort() {
    return ports.get(1);
  }

  int mutualPort() {
    return ports.get(2);
  }

  int plainPort() {
    return processes.getFirst().port();
  }

  private static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.forEach(RedisServerProcess::close);
  }
}
