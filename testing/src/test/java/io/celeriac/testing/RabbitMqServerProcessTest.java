package io.celeriac.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@NeedsServer
@Timeout(240)
class RabbitMqServerProcessTest {

  @Test
  void starts_freezes_dies_and_starts_again_on_the_same_port() {
    try (RabbitMqServerProcess rabbit = RabbitMqServerProcess.started("heartbeat = 7")) {
      awaitAnswer(rabbit);
      rabbit.freeze();
      assertThat(answers(rabbit)).isFalse();
      rabbit.thaw();
      awaitAnswer(rabbit);
      rabbit.kill();
      assertThat(answers(rabbit)).isFalse();

      rabbit.start();
      awaitAnswer(rabbit);
      rabbit.stop();
      assertThat(rabbit.isRunning()).isFalse();
    }
  }

  private static boolean answers(RabbitMqServerProcess rabbit) {
    byte[] header = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    return Probe.answers(rabbit.port(), header, "\1");
  }

  private static void awaitAnswer(RabbitMqServerProcess rabbit) {
    Awaitility.await("an answer").atMost(Duration.ofSeconds(60)).until(() -> answers(rabbit));
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
