package io.celeriac.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * D6: many messages below the limit of one, which together are several times the heap of a worker
 * whose prefetch limit lets all of them in.
 */
@NeedsServer
@Tag("slow")
class LargeBodiesTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int MANY = 100;
  private static final int LENGTH = 1 << 20;

  @ParameterizedTest
  @EnumSource
  void a_worker_with_a_small_heap_takes_large_messages_as_it_has_memory_for_them(Broker broker)
      throws Exception {
    String name = "fuzz-large";
    try (Celery app = SmallWorker.app(broker, name)) {
      List<AsyncResult<Integer>> results = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        results.add(app.send(SmallWorker.LENGTH.call("x".repeat(LENGTH))));
      }
      try (ChildProcess worker = SmallWorker.start(broker, name, 100)) {
        worker.await("started");
        for (AsyncResult<Integer> result : results) {
          assertThat(SmallWorker.answer(result, worker, PATIENCE)).isEqualTo(LENGTH);
        }
        assertThat(app.control().timeout(PATIENCE).limit(1).ping()).hasSize(1);
      }
    } finally {
      broker.cleanUp(name, name + ".dead");
    }
  }
}
