package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CarriersTest {

  @Test
  void virtual_threads_get_their_turn_beside_as_many_that_compute() throws Exception {
    int computing = 2 * Runtime.getRuntime().availableProcessors();
    AtomicBoolean go = new AtomicBoolean(true);
    List<Thread> busy = new ArrayList<>();
    try (Carriers carriers = Carriers.watch(() -> true).orElseThrow()) {
      assertThat(carriers).isNotNull();
      for (int i = 0; i < computing; i++) {
        busy.add(
            Thread.ofVirtual()
                .start(() -> {
                  while (go.get()) {
                    Thread.onSpinWait();
                  }
                }));
      }
      CountDownLatch turn = new CountDownLatch(1);
      Thread.ofVirtual().start(turn::countDown);
      assertThat(turn.await(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      go.set(false);
      for (Thread each : busy) {
        each.join();
      }
    }
  }
}
