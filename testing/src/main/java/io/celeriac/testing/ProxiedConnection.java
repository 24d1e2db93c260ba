package io.celeriac.testing;

import io.celeriac.testing.FaultProxy.Direction;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;

/** One connection through a {@link FaultProxy}: two sockets, and a virtual thread each way. */
final class ProxiedConnection {
  private static final int PIECE = 16 * 1024;

  private final Socket client;
  private final Socket server = new Socket();
  private final InetSocketAddress serverAddress;
  private final FaultGate gate;
  private final Set<ProxiedConnection> open;
  private volatile boolean ended;

  ProxiedConnection(
      Socket client, InetSocketAddress serverAddress, FaultGate gate, Set<ProxiedConnection> open) {
    this.client = client;
    this.serverAddress = serverAddress;
    this.gate = gate;
    this.open = open;
  }

  /** Connects to the server and passes bytes; ends the client's side when the server is down. */
  void open() {
    try {
      server.connect(serverAddress);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    } catch (IOException serverIsDownOrCutAlready) {
      reset();
      return;
    }
    Thread.ofVirtual().start(() -> pump(client, server, Direction.TO_SERVER));
    Thread.ofVirtual().start(() -> pump(server, client, Direction.TO_CLIENT));
  }

  /** Ends both sides in good order. */
  void cut() {
    for (Socket socket : new Socket[] {client, server}) {
      try {
        socket.shutdownOutput(); // before close: closing with unread bytes would send a reset
      } catch (IOException gone) {
        // Closed already, which is what is wanted.
      }
    }
    end();
  }

  /** Ends both sides with a reset. */
  void reset() {
    for (Socket socket : new Socket[] {client, server}) {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException gone) {
        // Closed already, which is what is wanted.
      }
    }
    end();
  }

  private void end() {
    ended = true;
    open.remove(this);
    closeQuietly(client);
    closeQuietly(server);
    gate.connectionEnded();
  }

  private void pump(Socket from, Socket to, Direction direction) {
    byte[] piece = new byte[PIECE];
    try {
      int read = from.getInputStream().read(piece, 0, Math.min(PIECE, gate.pieceSize()));
      while (read >= 0) {
        FaultGate.Passage passage = gate.admit(direction, read, () -> ended);
        to.getOutputStream().write(piece, 0, passage.bytes());
        switch (passage.then()) {
          case GO_ON -> {}
          case CUT -> {
            cut();
            return;
          }
          case RESET -> {
            reset();
            return;
          }
        }
        read = from.getInputStream().read(piece, 0, Math.min(PIECE, gate.pieceSize()));
      }
      cut();
    } catch (IOException e) {
      reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reset();
    }
  }

  static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      // Nobody is left who could mind.
    }
  }
}
