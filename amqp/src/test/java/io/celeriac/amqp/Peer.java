package io.celeriac.amqp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Something that listens and is no RabbitMQ. */
final class Peer implements AutoCloseable {
  private final ServerSocket listener;

  private Peer(ServerSocket listener, Talk talk) {
    this.listener = listener;
    Thread.ofVirtual().start(() -> accept(talk));
  }

  /** What it does with each connection, which is closed afterwards. */
  private interface Talk {
    void with(Socket client) throws IOException;
  }

  /** One that answers the first bytes, whatever they are, with some of its own. */
  static Peer answering(String bytes) throws IOException {
    return listening(client -> {
      client.getInputStream().readNBytes(8);
      say(client, bytes);
    });
  }

  /** One that answers at the end of a line, as servers of line-based protocols do. */
  static Peer answeringLines(String bytes) throws IOException {
    return listening(client -> {
      int read = client.getInputStream().read();
      while (read >= 0 && read != '\n') {
        read = client.getInputStream().read();
      }
      say(client, bytes);
    });
  }

  /** One that never says anything. */
  static Peer silent() throws IOException {
    return listening(client -> client.getInputStream().readAllBytes());
  }

  /** One that takes connections and closes them. */
  static Peer closing() throws IOException {
    return listening(client -> client.getInputStream().readNBytes(8));
  }

  private static Peer listening(Talk talk) throws IOException {
    return new Peer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), talk);
  }

  private static void say(Socket client, String bytes) throws IOException {
    client.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    client.getOutputStream().flush();
    client.getInputStream().readAllBytes(); // until the client has left
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept(Talk talk) {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> talk(client, talk));
      } catch (IOException closed) {
        // By close(), which ends the loop.
      }
    }
  }

  private static void talk(Socket client, Talk talk) {
    try (client) {
      talk.with(client);
    } catch (IOException gone) {
      // The client has left.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
