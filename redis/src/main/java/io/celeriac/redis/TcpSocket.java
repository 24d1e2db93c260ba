package io.celeriac.redis;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A TCP socket whose timeout holds for writes as well, each piece of one, which the JDK has for
 * reads only: a server that is frozen takes what fits into the buffers between, and would then hold
 * up the writer, and all who wait for it, for as long as it is frozen. A thread of its own looks
 * now and then; a write costs a reading of the clock.
 */
final class TcpSocket extends Socket {
  private static final int PIECE = 64 << 10;
  private static final int LONGEST_LOOK_MILLIS = 1_000;

  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean writing;
  private volatile long since;
  private volatile boolean late;

  /** Looks after writes from now on, until the socket is closed. */
  void watch() {
    Thread.ofVirtual().name("celeriac-redis-writes").start(this::look);
  }

  private void look() {
    try {
      int pause = LONGEST_LOOK_MILLIS;
      while (!closed.await(pause, TimeUnit.MILLISECONDS)) {
        int limit = getSoTimeout();
        pause = limit > 0 ? Math.clamp(limit / 4, 10, LONGEST_LOOK_MILLIS) : LONGEST_LOOK_MILLIS;
        long began = since;
        if (limit > 0 && writing && System.nanoTime() - began > limit * 1_000_000L) {
          late = true;
          close();
        }
      }
    } catch (IOException e) {
      // It is closed, and nobody writes.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new Out(super.getOutputStream());
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    super.close();
  }

  private final class Out extends OutputStream {
    private final OutputStream out;

    Out(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        for (int from = 0; from < length; from += PIECE) {
          since = System.nanoTime();
          writing = true;
          out.write(bytes, offset + from, Math.min(PIECE, length - from));
        }
      } catch (IOException e) {
        throw late ? tooLate(e) : e;
      } finally {
        writing = false;
      }
    }

    private SocketTimeoutException tooLate(IOException cause) {
      SocketTimeoutException timeout =
          new SocketTimeoutException("Nothing was taken for as long as a reply may take");
      timeout.addSuppressed(cause); // which only says that it was closed
      return timeout;
    }

    @Override
    public void close() throws IOException {
      TcpSocket.this.close();
    }
  }
}
