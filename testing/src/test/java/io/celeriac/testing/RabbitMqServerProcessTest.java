package io.celeriac.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NeedsServer
@Timeout(240)
class RabbitMqServerProcessTest {

  @Test
  void starts_freezes_dies_and_starts_again_on_the_same_port() {
    byte[] header = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    try (RabbitMqServerProcess rabbit = RabbitMqServerProcess.started("heartbeat = 7")) {
      assertThat(Probe.answers(rabbit.port(), header, "\1")).isTrue();
      rabbit.freeze();
      assertThat(Probe.answers(rabbit.port(), header, "\1")).isFalse();
      rabbit.thaw();
      assertThat(Probe.answers(rabbit.port(), header, "\1")).isTrue();
      rabbit.kill();
      assertThat(Probe.answers(rabbit.port(), header, "\1")).isFalse();

      rabbit.start();
      assertThat(Probe.answers(rabbit.port(), header, "\1")).isTrue();
      rabbit.stop();
      assertThat(rabbit.isRunning()).isFalse();
    }
  }

  @Test
  void tries_another_port_when_somebody_was_faster() throws IOException {
    FreePort lost = FreePort.reserve();
    FreePort free = FreePort.reserve();
    Iterator<FreePort> ports = List.of(lost, free).iterator();
    try (ServerSocket faster =
            new ServerSocket(lost.number(), 1, InetAddress.getLoopbackAddress());
        RabbitMqServerProcess rabbit = RabbitMqServerProcess.started(ports::next)) {
      assertThat(faster.isBound()).isTrue();
      assertThat(rabbit.port()).isEqualTo(free.number());
    }
  }
}
