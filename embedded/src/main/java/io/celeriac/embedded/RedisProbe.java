package io.celeriac.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Asks a server, over a plain socket, whether it is there and what it is. */
final class RedisProbe {

  private static final int TIMEOUT_MILLIS = 2000;

  private RedisProbe() {}

  /**
   * What answers, such as {@code Redis 7.0.15}.
   *
   * @throws IOException when nothing does, or it refuses
   */
  static String version(ServerConfig config) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(ServerConfig.HOST, config.port()), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      BufferedReader answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      expect("+OK", ask(socket, answers, "AUTH " + config.password()));
      expect("+PONG", ask(socket, answers, "PING"));
      String size = ask(socket, answers, "INFO server");
      return size.startsWith("$") ? named(answers) : "Redis";
    }
  }

  private static String ask(Socket socket, BufferedReader answers, String command)
      throws IOException {
    socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the connection was closed");
    }
    return answer;
  }

  private static void expect(String expected, String answer) throws IOException {
    if (!answer.equals(expected)) {
      throw new IOException("it answered '" + answer + "' instead of '" + expected + "'");
    }
  }

  /** Valkey says a Redis version as well, that of the Redis it is compatible with. */
  private static String named(BufferedReader info) throws IOException {
    String redis = null;
    String line = info.readLine();
    while (line != null && !line.isEmpty()) {
      if (line.startsWith("valkey_version:")) {
        return "Valkey " + value(line);
      }
      if (line.startsWith("redis_version:")) {
        redis = "Redis " + value(line);
      }
      line = info.readLine();
    }
    return orElse(redis, "Redis");
  }

  private static String value(String line) {
    return line.substring(line.indexOf(':') + 1).strip();
  }

  private static String orElse(@Nullable String value, String other) {
    return value == null ? other : value;
  }
}
