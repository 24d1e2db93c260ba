package io.celeriac.redis;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket whose timeout holds for writes as well, each piece of one, which the JDK has for
 * reads only: a server that is frozen takes what fits into the buffers between, and would then hold
 * up the writer, and all who wait for it, for as long as it is frozen. A thread of its own looks
 * now and then while there are writes; a write costs a reading of the clock.
 */
final class TcpSocket extends Socket {
  private static final int PIECE = 64 << 10;
  private static final int LONGEST_LOOK_MILLIS = 5_000;

  private volatile boolean closed;
  private volatile boolean writing;
  private volatile long since;
  private volatile boolean late;
  private volatile boolean dozing;
  private @Nullable Thread watch;

  /** Looks after writes from now on, until the socket is closed; before the first write. */
  void watch() {
    Thread thread = Thread.ofVirtual().name("celeriac-redis-writes").unstarted(this::look);
    watch = thread;
    thread.start();
  }

  private void look() {
    try {
      long looked = since;
      while (!closed) {
        int limit = getSoTimeout();
        int pause =
            limit > 0 ? Math.clamp(limit / 4, 10, LONGEST_LOOK_MILLIS) : LONGEST_LOOK_MILLIS;
        if (!writing && since == looked) {
          doze(looked);
        }
        looked = since;
        LockSupport.parkNanos(this, pause * 1_000_000L);
        long began = since;
        if (limit > 0 && writing && System.nanoTime() - began > limit * 1_000_000L) {
          late = true;
          close();
        }
      }
    } catch (IOException e) {
      // It is closed, and nobody writes.
    }
  }

  /** Until there is a write again: an idle connection costs nothing. */
  private void doze(long looked) {
    dozing = true;
    while (!closed && !writing && since == looked) {
      LockSupport.park(this);
    }
    dozing = false;
  }

  private void wake() {
    Thread thread = watch;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new Out(super.getOutputStream());
  }

  @Override
  public void close() throws IOException {
    closed = true;
    wake();
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
          if (dozing) {
            wake();
          }
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
