package io.celeriac.embedded;

import java.net.InetAddress;
import java.nio.file.Path;

/**
 * How the server is to run.
 *
 * @param port the port of 127.0.0.1
 * @param password what clients must know
 * @param directory where it may write; it is told to write nothing
 */
record ServerConfig(int port, String password, Path directory) {

  /** The loopback address; the name localhost may mean ::1 elsewhere. */
  static final InetAddress HOST = InetAddress.ofLiteral("127.0.0.1");

  /** As the server's configuration file has it. */
  String text() {
    return """
    bind 127.0.0.1
    port %d
    protected-mode yes
    requirepass %s
    save ""
    appendonly no
    daemonize no
    dir "%s"
    """
        .formatted(
            port, password, directory.toString().replace("\\", "\\\\").replace("\"", "\\\""));
  }

  String url() {
    return "redis://:" + password + "@127.0.0.1:" + port;
  }

  /** Not the record's own form: the password stays out of logs. */
  @Override
  public String toString() {
    return "redis://:**@127.0.0.1:" + port;
  }
}
