package io.celeriac.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.testing.FaultProxy.Direction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultProxyTest {
  private ServerSocket echo;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    proxy = FaultProxy.to("127.0.0.1", echo.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void passes_bytes_both_ways_and_counts_them() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echoOf(socket, "hello")).isEqualTo("hello");
      assertThat(proxy.connections()).isOne();
      assertThat(proxy.accepted()).isOne();
      assertThat(proxy.bytes(Direction.TO_SERVER)).isEqualTo(5);
      assertThat(proxy.bytes(Direction.TO_CLIENT)).isEqualTo(5);
    }
    Awaitility.await().untilAsserted(() -> assertThat(proxy.connections()).isZero());
  }

  @Test
  void cut_ends_the_stream_in_good_order_and_later_connections_work() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echoOf(socket, "hello")).isEqualTo("hello");
      proxy.cut();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    try (Socket socket = connect()) {
      assertThat(echoOf(socket, "again")).isEqualTo("again");
    }
  }

  @Test
  void reset_ends_it_with_an_error() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echoOf(socket, "hello")).isEqualTo("hello");
      proxy.reset();
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void refuse_turns_new_connections_away_and_leaves_open_ones() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echoOf(socket, "hello")).isEqualTo("hello");
      proxy.refuse();
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
      assertThat(echoOf(socket, "still")).isEqualTo("still");
    }
    proxy.accept();
    try (Socket socket = connect()) {
      assertThat(echoOf(socket, "again")).isEqualTo("again");
    }
  }

  @Test
  void stall_holds_bytes_back_until_they_may_flow() throws IOException {
    try (Socket socket = connect()) {
      proxy.stall();
      socket.getOutputStream().write('x');
      socket.setSoTimeout(100);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      proxy.flow();
      socket.setSoTimeout(0);
      assertThat(socket.getInputStream().read()).isEqualTo('x');
    }
  }

  @Test
  void a_stalled_connection_can_be_cut() throws IOException {
    try (Socket socket = connect()) {
      proxy.stall();
      socket.getOutputStream().write('x');
      Awaitility.await().untilAsserted(() -> assertThat(proxy.connections()).isOne());
      proxy.cut();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void delay_makes_each_piece_late() throws IOException {
    try (Socket socket = connect()) {
      proxy.delay(Duration.ofMillis(60));
      Instant before = Instant.now();
      assertThat(echoOf(socket, "hello")).isEqualTo("hello");
      assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofMillis(119));
    }
  }

  @Test
  void cut_after_lets_exactly_so_many_bytes_pass_once() throws IOException {
    try (Socket socket = connect()) {
      proxy.cutAfter(Direction.TO_CLIENT, 3);
      socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("hel");
    }
    try (Socket socket = connect()) {
      assertThat(echoOf(socket, "whole")).isEqualTo("whole");
    }
  }

  @Test
  void reset_after_ends_with_a_reset() throws IOException {
    try (Socket socket = connect()) {
      proxy.resetAfter(Direction.TO_SERVER, 3);
      socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
      assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
          .isInstanceOf(SocketException.class);
    }
    assertThat(proxy.bytes(Direction.TO_SERVER)).isEqualTo(3);
  }

  @Test
  void slices_and_a_narrow_band_make_it_slow_and_leave_it_whole() throws IOException {
    try (Socket socket = connect()) {
      proxy.slice(2);
      proxy.bandwidth(100);
      Instant before = Instant.now();
      assertThat(echoOf(socket, "ten bytes!")).isEqualTo("ten bytes!");
      assertThat(Duration.between(before, Instant.now())).isGreaterThan(Duration.ofMillis(99));
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  }

  private static String echoOf(Socket socket, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    socket.getOutputStream().write(bytes);
    return new String(socket.getInputStream().readNBytes(bytes.length), StandardCharsets.US_ASCII);
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket client = echo.accept();
        Thread.ofVirtual().start(() -> echo(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void echo(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException gone) {
      // The client has left.
    }
  }
}
