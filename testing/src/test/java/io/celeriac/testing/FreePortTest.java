package io.celeriac.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortTest {

  @Test
  void a_port_is_drawn_by_one_at_a_time() {
    List<FreePort> ports = new ArrayList<>();
    try {
      for (int i = 0; i < 1000; i++) {
        ports.add(FreePort.reserve());
      }
      assertThat(ports).extracting(FreePort::number).doesNotHaveDuplicates();
    } finally {
      ports.forEach(FreePort::close);
    }
  }

  @Test
  void a_reserved_port_can_be_listened_on_again_and_again() throws IOException {
    try (FreePort port = FreePort.reserve()) {
      listen(port).close();
      listen(port).close();
    }
  }

  private static ServerSocket listen(FreePort port) throws IOException {
    return new ServerSocket(port.number(), 1, InetAddress.getLoopbackAddress());
  }
}
