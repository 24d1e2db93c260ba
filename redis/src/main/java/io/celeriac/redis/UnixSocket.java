package io.celeriac.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A Unix domain socket in the shape of a {@link Socket}, which is what Jedis works with and what
 * the JDK offers for TCP only. One thread may read while another writes. Reads, and each part of a
 * write, observe the timeout by a selector, since a channel has none of its own.
 */
final class UnixSocket extends Socket {
  private final SocketChannel channel;
  private final Selector readable;
  private final Selector writable;
  private volatile int timeoutMillis;

  private UnixSocket(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    this.readable = Selector.open();
    this.writable = Selector.open();
    channel.register(readable, SelectionKey.OP_READ);
    channel.register(writable, SelectionKey.OP_WRITE);
  }

  /** Connects to the socket at a path. */
  static UnixSocket connect(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
    try {
      return new UnixSocket(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public InputStream getInputStream() {
    return new In();
  }

  @Override
  public OutputStream getOutputStream() {
    return new Out();
  }

  @Override
  public void setSoTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public int getSoTimeout() {
    return timeoutMillis;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public boolean isInputShutdown() {
    return isClosed();
  }

  @Override
  public boolean isOutputShutdown() {
    return isClosed();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    try {
      return channel.getRemoteAddress();
    } catch (IOException closed) {
      return UnixDomainSocketAddress.of("");
    }
  }

  @Override
  public void close() throws IOException {
    try (channel;
        readable;
        writable) {
      // Closing the selectors wakes a thread that waits in one.
    }
  }

  private static int await(Selector selector, int millis) throws IOException {
    try {
      int ready = selector.select(millis);
      selector.selectedKeys().clear();
      return ready;
    } catch (ClosedSelectorException e) {
      throw new IOException("The socket was closed by another thread", e);
    }
  }

  private final class In extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (true) {
        int read = channel.read(buffer);
        if (read != 0 || length == 0) {
          return read;
        }
        if (await(readable, timeoutMillis) == 0) {
          throw new SocketTimeoutException("Nothing to read within " + timeoutMillis + " ms");
        }
      }
    }
  }

  private final class Out extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (buffer.hasRemaining()) {
        if (channel.write(buffer) == 0 && await(writable, timeoutMillis) == 0) {
          throw new SocketTimeoutException("Nothing was taken within " + timeoutMillis + " ms");
        }
      }
    }
  }
}
