package io.celeriac.amqp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Looks at the first bytes that a peer answers to our protocol header, before the client library
 * does, so that a peer that is no RabbitMQ can be named for what it is. A server of a line-based
 * protocol waits in silence for the end of our "line"; after the time allowed it gets one, and its
 * complaint tells what it is, where a broker that hangs stays silent.
 */
final class Greeting {
  private static final byte METHOD_FRAME = 1;
  private static final int TLS_ALERT = 0x15;
  private static final int TLS_HANDSHAKE = 0x16;
  private static final Duration COMPLAINT = Duration.ofMillis(500);
  private static final int SHOWN = 60;

  private Greeting() {}

  /** The peer's first bytes are not those of AMQP 0-9-1; the message tells what they are. */
  static final class UnexpectedException extends IOException {
    private static final long serialVersionUID = 1L;

    UnexpectedException(String message) {
      super(message);
    }
  }

  /** The peer took the connection and then said nothing; the message tells more. */
  static final class SilentException extends IOException {
    private static final long serialVersionUID = 1L;

    SilentException(String message) {
      super(message);
    }
  }

  /**
   * Waits for the first byte of the first frame, and leaves it in the stream.
   *
   * @param in the socket's stream, with {@link InputStream#mark}
   * @throws UnexpectedException when something else comes
   * @throws SilentException when nothing comes, or the peer closes
   */
  static void expect(Socket socket, InputStream in, Duration patience) throws IOException {
    in.mark(1);
    socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
    int first;
    try {
      first = in.read();
    } catch (SocketTimeoutException e) {
      provoke(socket, in);
      throw new SilentException(
          "it took the connection, but sent nothing in " + patience.toMillis() + " ms");
    }
    if (first < 0) {
      throw new SilentException("it took the connection, and closed it without a word");
    }
    if (first != METHOD_FRAME) {
      throw unexpected(socket, in, first);
    }
    in.reset();
  }

  private static void provoke(Socket socket, InputStream in) throws IOException {
    socket.setSoTimeout(Math.toIntExact(COMPLAINT.toMillis()));
    try {
      OutputStream out = socket.getOutputStream();
      out.write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      int first = in.read();
      if (first >= 0) {
        throw unexpected(socket, in, first);
      }
    } catch (UnexpectedException e) {
      throw e;
    } catch (IOException e) {
      // Still silent, or gone: the caller tells so.
    }
  }

  private static UnexpectedException unexpected(Socket socket, InputStream in, int first)
      throws IOException {
    if (first == TLS_ALERT || first == TLS_HANDSHAKE) {
      return new UnexpectedException("it speaks TLS there; the scheme would be amqps://");
    }
    byte[] bytes = new byte[SHOWN];
    bytes[0] = (byte) first;
    int length = 1 + Math.max(0, rest(socket, in, bytes));
    if (isAmqp(bytes, length)) {
      return new UnexpectedException(
          "it is an AMQP broker, but speaks version %d.%d.%d of the protocol instead of 0.9.1"
              .formatted(bytes[5], bytes[6], bytes[7]));
    }
    String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    return new UnexpectedException(
        "it answered as " + kind(text) + ": '" + text.replaceAll("[^ -~]+", " ").strip() + "'");
  }

  private static boolean isAmqp(byte[] bytes, int length) {
    return length >= 8 && new String(bytes, 0, 4, StandardCharsets.US_ASCII).equals("AMQP");
  }

  private static int rest(Socket socket, InputStream in, byte[] bytes) throws IOException {
    socket.setSoTimeout(Math.toIntExact(COMPLAINT.toMillis()));
    try {
      return in.read(bytes, 1, bytes.length - 1);
    } catch (SocketTimeoutException e) {
      return 0;
    }
  }

  private static String kind(String text) {
    if (text.startsWith("HTTP/")) {
      return "a web server";
    }
    if (text.startsWith("-ERR") || text.startsWith("-NOAUTH") || text.startsWith("-DENIED")) {
      return "a Redis";
    }
    return text.startsWith("SSH-") ? "an SSH server" : "something that does not speak AMQP";
  }
}
