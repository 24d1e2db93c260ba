package io.celeriac.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.WriteListener;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.SocketFrameHandler;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a connection, with four habits that the client library's own has not: it checks who
 * answers before it hands over to the library; several commands can be written with one flush; the
 * headers of deliveries are kept as bytes, to be read where a strange one does no harm; and the
 * body of a message over the limit is skipped, since refusing to read it would end the connection,
 * and again at each redelivery. Closing it never waits.
 */
final class BrokerSocket extends SocketFrameHandler {
  private final Socket socket;
  private final Socket plain;
  private final Duration patience;
  private final long maxBodyBytes;
  private volatile boolean corked;

  // Of the reading thread only, on which deliveries are handled as well.
  private byte[] header = ContentHeader.bare(0);
  private long bodyBytes;
  private long toSkip;

  /**
   * A socket that is connected.
   *
   * @param socket what to read and write: {@code plain}, or TLS on top of it
   * @param plain what to close
   * @param patience how long to wait for the broker's first byte
   * @param maxBodyBytes the longest body of a delivery that is read
   */
  BrokerSocket(Socket socket, Socket plain, Duration patience, long maxBodyBytes)
      throws IOException {
    super(socket, null, 0);
    this.socket = socket;
    this.plain = plain;
    this.patience = patience;
    this.maxBodyBytes = maxBodyBytes;
  }

  @Override
  public void sendHeader() throws IOException {
    int timeout = getTimeout();
    super.sendHeader();
    Greeting.expect(socket, getInputStream(), patience);
    setTimeout(timeout);
  }

  /** Holds back what is written until {@link #uncork}. Of one thread at a time. */
  void cork() {
    corked = true;
  }

  /** Sends what was written since {@link #cork}. */
  void uncork() throws IOException {
    corked = false;
    super.flush(null);
  }

  @Override
  public void flush(@Nullable WriteListener listener) throws IOException {
    if (!corked) {
      super.flush(listener);
    }
  }

  @Override
  public @Nullable Frame readFrame() throws IOException {
    while (true) {
      Frame frame = super.readFrame();
      if (frame == null || frame.getChannel() == 0) {
        return frame;
      }
      switch (frame.getType()) {
        case AMQP.FRAME_HEADER -> {
          return withoutProperties(frame);
        }
        case AMQP.FRAME_BODY -> {
          if (toSkip == 0) {
            return frame;
          }
          toSkip = Math.max(0, toSkip - frame.getPayload().length);
        }
        default -> {
          return frame;
        }
      }
    }
  }

  private Frame withoutProperties(Frame frame) {
    header = frame.getPayload();
    bodyBytes = ContentHeader.bodySize(header);
    boolean tooLarge = bodyBytes < 0 || bodyBytes > maxBodyBytes;
    toSkip = tooLarge ? bodyBytes : 0;
    return new Frame(
        AMQP.FRAME_HEADER, frame.getChannel(), ContentHeader.bare(tooLarge ? 0 : bodyBytes));
  }

  /** The content header of the delivery that is being handled. On the reading thread only. */
  byte[] header() {
    return header;
  }

  /** How long the body of the delivery that is being handled is, read or skipped. */
  long bodyBytes() {
    return bodyBytes;
  }

  /** Whether the body of the delivery that is being handled was skipped. */
  boolean skipped() {
    return bodyBytes < 0 || bodyBytes > maxBodyBytes;
  }

  @Override
  public void close() {
    // The library flushes first, which waits for a peer that has stopped reading; and so may TLS.
    try {
      plain.close();
    } catch (IOException e) {
      // It is as closed as it can be.
    }
  }
}
