package io.celeriac.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy in this JVM between a client and a server of a test, which can break the connections
 * that go through it in the ways a network does: cut, reset, refuse, go silent, be slow or narrow,
 * come in slices, or end in the middle of a message. All methods are safe from any thread, and act
 * on the connections that are open as well as on later ones unless they say otherwise.
 */
public final class FaultProxy implements AutoCloseable {

  /** Which way bytes go. */
  public enum Direction {
    TO_SERVER,
    TO_CLIENT
  }

  private final InetSocketAddress server;
  private final FreePort port;
  private final FaultGate gate = new FaultGate();
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private @Nullable Listener listener;

  private record Listener(ServerSocket socket, Thread acceptor) {}

  private FaultProxy(InetSocketAddress server, FreePort port) {
    this.server = server;
    this.port = port;
  }

  /** A proxy on a free port of the loopback address to a server. */
  public static FaultProxy to(String host, int port) {
    return PortTakenException.retried(() -> {
      FaultProxy proxy = new FaultProxy(new InetSocketAddress(host, port), FreePort.reserve());
      proxy.accept();
      return proxy;
    });
  }

  /** The port to connect to, on 127.0.0.1, in place of the server's. */
  public int port() {
    return port.number();
  }

  /** How many connections are open now. */
  public int connections() {
    return connections.size();
  }

  /** How many connections there have been. */
  public int accepted() {
    return accepted.get();
  }

  /** How many bytes have gone through. */
  public long bytes(Direction direction) {
    return gate.passed(direction);
  }

  /** Ends the open connections in good order on both sides (FIN), as a server that closes them. */
  public void cut() {
    connections.forEach(ProxiedConnection::cut);
  }

  /** Ends the open connections abruptly on both sides (RST). */
  public void reset() {
    connections.forEach(ProxiedConnection::reset);
  }

  /** Refuses new connections until {@link #accept}; open ones stay. */
  public synchronized void refuse() {
    Listener listening = listener;
    listener = null;
    if (listening == null) {
      return;
    }
    ProxiedConnection.closeQuietly(listening.socket());
    try {
      // The port is free only when the accept that is under way has noticed.
      listening.acceptor().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes new connections again after {@link #refuse}. */
  public synchronized void accept() {
    if (listener != null) {
      return;
    }
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
      Thread acceptor =
          Thread.ofVirtual().name("fault-proxy-" + port()).start(() -> acceptFrom(socket));
      listener = new Listener(socket, acceptor);
    } catch (BindException e) {
      throw new PortTakenException("Cannot listen on port " + port() + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen on port " + port(), e);
    }
  }

  /**
   * Goes silent: connections stay open and are even accepted, but no byte passes either way until
   * {@link #flow}; as a cable that is pulled.
   */
  public void stall() {
    gate.stall();
  }

  /** Lets bytes pass again after {@link #stall}, those held back first. */
  public void flow() {
    gate.flow();
  }

  /** Holds back each piece that is read for some time before it is passed on; zero ends that. */
  public void delay(Duration time) {
    gate.delay(() -> time);
  }

  /** Holds back each piece for a time of its own, as a network whose latency varies. */
  public void delay(Supplier<Duration> times) {
    gate.delay(times);
  }

  /** Passes so many bytes in a second and no more, on each connection and in each direction. */
  public void bandwidth(long bytesPerSecond) {
    gate.bandwidth(bytesPerSecond);
  }

  /** Passes what comes in pieces of so many bytes at most, each in a segment of its own. */
  public void slice(int bytes) {
    gate.slice(bytes);
  }

  /**
   * Lets so many more bytes pass in one direction, over all connections, and then cuts the one that
   * is at it, perhaps in the middle of a message; connections after that one are not limited.
   */
  public void cutAfter(Direction direction, long bytes) {
    gate.endAfter(direction, bytes, FaultGate.Then.CUT);
  }

  /** The same with a reset (RST) in place of the cut. */
  public void resetAfter(Direction direction, long bytes) {
    gate.endAfter(direction, bytes, FaultGate.Then.RESET);
  }

  /** Whether that is still to come, after {@link #cutAfter} or {@link #resetAfter}. */
  public boolean isLimited(Direction direction) {
    return gate.isLimited(direction);
  }

  /** Ends everything. */
  @Override
  public void close() {
    refuse();
    reset();
    port.close();
  }

  private void acceptFrom(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        accepted.incrementAndGet();
        ProxiedConnection connection = new ProxiedConnection(client, server, gate, connections);
        connections.add(connection); // here, so that none of those taken escapes a cut
        Thread.ofVirtual().start(connection::open);
      } catch (IOException closed) {
        // By refuse(), which ends the loop.
      }
    }
  }
}
