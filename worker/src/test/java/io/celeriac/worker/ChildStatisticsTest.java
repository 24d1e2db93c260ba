package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.PoolKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChildStatisticsTest {

  @Test
  void the_pool_has_the_members_that_celerys_has() throws InterruptedException {
    FakeChildren children = FakeChildren.succeeding(0);
    ChildOptions options =
        new ChildOptions(Optional.empty(), Optional.empty(), Duration.ofSeconds(20), false);
    try (ChildPool pool =
            new ChildPool(
                new ChildStart(children, new ChildDoor(), "w@test", options.startTime()), options);
        Celery app = Celery.named("test").transport(new ScriptedBroker()).build()) {
      pool.start(2);
      ChildPoolTest.run(pool);
      CeleryWorker worker =
          (CeleryWorker)
              app.worker()
                  .pool(PoolKind.THREADS)
                  .concurrency(2)
                  .timeLimit(Duration.ofSeconds(30))
                  .build();

      Map<String, Object> statistics = ChildStatistics.of(pool.children(), 2, worker.config());

      assertThat(statistics)
          .containsEntry("implementation", "celery.concurrency.prefork:TaskPool")
          .containsEntry("max-concurrency", 2)
          .containsEntry("processes", List.of(1_001L, 1_002L))
          .containsEntry("max-tasks-per-child", "N/A")
          .containsEntry("put-guarded-by-semaphore", true)
          .containsEntry("timeouts", List.of(0L, 30L))
          .containsEntry(
              "writes",
              Map.of(
                  "total",
                  1L,
                  "avg",
                  "0.50",
                  "all",
                  "1.00, 0.00",
                  "raw",
                  "1, 0",
                  "strategy",
                  "fair",
                  "inqueues",
                  Map.of("total", 2, "active", 0L)));
    }
  }
}
