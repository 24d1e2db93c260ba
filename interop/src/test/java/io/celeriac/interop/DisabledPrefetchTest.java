package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Queue;
import io.celeriac.TaskDefinition;
import io.celeriac.Worker;
import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** With {@code worker_disable_prefetch} a worker on Redis takes what it can run, and no more. */
@NeedsServer
final class DisabledPrefetchTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Semaphore release = new Semaphore(0);
  private final AtomicInteger begun = new AtomicInteger();

  /** Lets all tasks end before the worker waits for them, whatever the test has found. */
  private void letGo() {
    release.release(100);
  }

  @Test
  void what_no_slot_is_free_for_stays_in_the_queue_by_early_acks() throws Exception {
    Place place = Place.over(Broker.REDIS);
    TaskDefinition<Object> waits =
        TaskDefinition.named("waits", Object.class)
            .handler((context, arguments) -> {
              begun.incrementAndGet();
              release.acquire();
              return 1;
            });
    try (Celery app = place.app().set("worker_disable_prefetch", true).tasks(waits).build();
        Transport transport = Backends.transport(place.brokerUrl());
        Worker worker = app.worker().concurrency(2).start();
        AutoCloseable ending = this::letGo) {
      assertThat(ending).isNotNull();
      assertThat(worker.hostname()).isNotEmpty();
      List<AsyncResult<Object>> sent = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        sent.add(app.send(waits.call()));
      }
      Queue queue = Queue.of(place.javaQueue());
      for (int ended = 0; ended <= 8; ended++) {
        int expected = ended;
        await()
            .atMost(PATIENCE)
            .during(Duration.ofMillis(100))
            .untilAsserted(() -> {
              assertThat(begun).hasValue(2 + expected);
              assertThat(transport.producer().waiting(queue)).hasValue(8 - expected);
            });
        release.release();
      }
      release.release(10);
      for (AsyncResult<Object> each : sent) {
        assertThat(each.get(PATIENCE)).isEqualTo(1L);
      }
    }
  }
}
