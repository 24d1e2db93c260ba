package io.celeriac.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A TCP port of the loopback address for a server of a test, which has it for itself until this is
 * closed, also while the server is down: a guard listens on another port all the time, so that no
 * other test of this machine draws the same. What is no test can still take the port before the
 * server does: a {@link PortTakenException}, upon which another one is drawn.
 *
 * <p>All ports lie below the range that the kernel draws the ports of outgoing connections from:
 * else, while a server is down, a client that tries to reconnect could be given the server's own
 * port, and be connected with itself. The test scripts draw theirs below the lowest one here.
 */
final class FreePort implements AutoCloseable {
  private static final int LOWEST = 12_000;
  private static final int HIGHEST = 17_000;
  private static final int TO_GUARD = 5_000;

  /** From a Redis server's port to the one on which it talks to the others of its cluster. */
  private static final int TO_BUS = 10_000;

  private final int number;
  private final ServerSocket guard;

  private FreePort(int number, ServerSocket guard) {
    this.number = number;
    this.guard = guard;
  }

  /** Draws one that nobody listens on, nor on the port of the cluster bus that goes with it. */
  static FreePort reserve() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int number = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      ServerSocket guard;
      try {
        guard = listen(number + TO_GUARD);
      } catch (IOException reserved) {
        continue;
      }
      FreePort port = new FreePort(number, guard);
      if (isFree(number) && isFree(number + TO_BUS)) {
        return port;
      }
      port.close();
    }
    throw new IllegalStateException(
        "No free port between " + LOWEST + " and " + HIGHEST + " in 100 attempts");
  }

  int number() {
    return number;
  }

  /** Lets others have it. */
  @Override
  public void close() {
    ProxiedConnection.closeQuietly(guard);
  }

  private static boolean isFree(int number) {
    try (ServerSocket probe = listen(number)) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  private static ServerSocket listen(int number) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
