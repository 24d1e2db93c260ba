package io.celeriac.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
      assertThatThrownBy(() -> ask(redis, "PING", 1, Duration.ofMillis(300)))
          .isInstanceOf(SocketTimeoutException.class);
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

  @ParameterizedTest
  @ValueSource(ints = {0, 10_000}) // its own port, and that of the cluster bus
  void tries_another_port_when_somebody_was_faster(int distance) throws IOException {
    FreePort lost = FreePort.reserve();
    FreePort free = FreePort.reserve();
    Iterator<FreePort> ports = List.of(lost, free).iterator();
    try (ServerSocket faster =
            new ServerSocket(lost.number() + distance, 1, InetAddress.getLoopbackAddress());
        RedisServerProcess redis =
            RedisServerProcess.started(ports::next, null, "--cluster-enabled", "yes")) {
      assertThat(faster.isBound()).isTrue();
      assertThat(redis.port()).isEqualTo(free.number());
      assertThat(ask(redis, "PING", 5)).isEqualTo("+PONG");
    }
  }

  @Test
  void gives_up_when_every_port_is_taken() throws IOException {
    try (FreePort lost = FreePort.reserve();
        ServerSocket faster =
            new ServerSocket(lost.number(), 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> RedisServerProcess.started(() -> lost, null).close())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("port " + faster.getLocalPort())
          .hasMessageContaining("in use");
    }
  }

  private static String ask(RedisServerProcess redis, String command, int answerBytes)
      throws IOException {
    return ask(redis, command, answerBytes, Duration.ofSeconds(60));
  }

  private static String ask(
      RedisServerProcess redis, String command, int answerBytes, Duration patience)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
      socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(answerBytes), StandardCharsets.US_ASCII);
    }
  }
}
