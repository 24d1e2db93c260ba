package io.celeriac.worker;

import io.celeriac.ProcessPoolException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket at which children report when they are ready: in a directory that only this user can
 * enter, so that nobody else can.
 */
final class ChildDoor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChildDoor.class);

  /** Reports are short: texts of results and stack traces, both cut. */
  private static final int LONGEST_REPORT = 16 << 20;

  private static final int LONGEST_QUEUE = 1024;

  private final Map<Integer, CompletableFuture<Frames>> expected = new ConcurrentHashMap<>();
  private volatile Optional<Opened> opened = Optional.empty();

  private record Opened(Path socket, ServerSocketChannel server) {}

  /**
   * Opens it.
   *
   * @throws ProcessPoolException when there can be no socket in the directory for temporary files
   */
  void open() {
    try {
      Path socket = Files.createTempDirectory("celeriac-").resolve("pool");
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      opened = Optional.of(new Opened(socket, server));
      server.bind(UnixDomainSocketAddress.of(socket), LONGEST_QUEUE);
      Thread.ofVirtual().name("celeriac-child-door").start(() -> accept(server));
    } catch (IOException e) {
      close();
      throw new ProcessPoolException(
          "The process pool cannot open a socket for its children in "
              + System.getProperty("java.io.tmpdir")
              + " (java.io.tmpdir): "
              + e
              + "; name a directory that is writable and whose path is short by"
              + " -Djava.io.tmpdir=…",
          e);
    }
  }

  /** Where children are to connect. */
  String address() {
    return opened.orElseThrow().socket().toString();
  }

  /** The connection of a child with this number, once it is there. */
  CompletableFuture<Frames> expect(int number) {
    CompletableFuture<Frames> connection = new CompletableFuture<>();
    expected.put(number, connection);
    return connection;
  }

  /** That child is not waited for any more; should it come, it is sent away. */
  void forget(int number) {
    expected.remove(number);
  }

  private void accept(ServerSocketChannel server) {
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        Thread.ofVirtual().name("celeriac-child-door").start(() -> admit(channel));
      } catch (IOException e) {
        if (server.isOpen()) {
          LOG.error("The process pool cannot take in its children: {}", e.toString());
        }
      }
    }
  }

  private void admit(SocketChannel channel) {
    Frames frames = new Frames(channel, channel, LONGEST_REPORT);
    boolean wanted = false;
    try {
      if (frames.read().map(ChildDoor::report).orElse(null) instanceof Report.Ready ready) {
        CompletableFuture<Frames> connection = expected.remove(ready.number());
        wanted = connection != null && connection.complete(frames);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("What has connected to the process pool is no child: {}", e.getMessage());
    }
    if (!wanted) {
      Child.closeQuietly(frames);
    }
  }

  private static Report report(byte[] frame) {
    try {
      return Report.decode(frame);
    } catch (FrameException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    opened.ifPresent(door -> {
      try {
        door.server().close();
        Files.deleteIfExists(door.socket());
        Files.deleteIfExists(door.socket().getParent());
      } catch (IOException e) {
        LOG.warn(
            "The process pool's socket {} could not be removed: {}", door.socket(), e.toString());
      }
    });
    opened = Optional.empty();
  }
}
