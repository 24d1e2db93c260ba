package io.celeriac.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NeedsServer
@Timeout(120)
class RedisServerProcessTest {

  @Test
  void keeps_port_and_data_over_kill_and_restart() throws IOException {
    try (RedisServerProcess redis = RedisServerProcess.started()) {
      assertThat(ask(redis, "SET k v", 3)).isEqualTo("+OK");
      redis.kill();
      assertThat(redis.isRunning()).isFalse();
      assertThatThrownBy(() -> ask(redis, "GET k", 5)).isInstanceOf(ConnectException.class);

      redis.start();
      assertThat(ask(redis, "GET k", 5)).isEqualTo("$1\r\nv");
      redis.stop();
      assertThat(redis.isRunning()).isFalse();
    }
  }

  @Test
  void is_silent_while_frozen() throws IOException {
    try (RedisServerProcess redis = RedisServerProcess.started("--requirepass", "secret")) {
      redis.freeze();
      assertThatThrownBy(() -> ask(redis, "PING", 1)).isInstanceOf(SocketTimeoutException.class);
      redis.thaw();
      assertThat(ask(redis, "PING", 7)).isEqualTo("-NOAUTH");
    }
  }

  @Test
  void says_why_it_does_not_start() {
    assertThatThrownBy(() -> RedisServerProcess.started("--no-such-option", "1").close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no-such-option");
  }

  private static String ask(RedisServerProcess redis, String command, int answerBytes)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
      socket.setSoTimeout(500);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(answerBytes), StandardCharsets.US_ASCII);
    }
  }
}
