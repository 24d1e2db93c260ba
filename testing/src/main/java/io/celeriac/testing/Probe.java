package io.celeriac.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a server on the loopback address whether it is up, in the first bytes of its protocol. */
final class Probe {
  private static final int TIMEOUT_MILLIS = 1000;

  private Probe() {}

  /** Whether it answers a greeting with bytes that start in the expected way. */
  static boolean answers(int port, byte[] greeting, String expected) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(greeting);
      byte[] answer = socket.getInputStream().readNBytes(expected.length());
      return new String(answer, StandardCharsets.ISO_8859_1).equals(expected);
    } catch (IOException notYet) {
      return false;
    }
  }
}
