package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * C5: a worker that was frozen for longer than its leases, or its heartbeat, has lost its tasks to
 * another; when it goes on it can neither acknowledge them nor overwrite their results.
 */
@FaultCase
final class StaleOwnerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int CONCURRENCY = 4;

  @ParameterizedTest
  @EnumSource
  void c5_a_worker_that_was_frozen_too_long_changes_nothing(ServerKind kind, Chance chance)
      throws Exception {
    int tasks = chance.size(200);
    try (Scene scene =
        Scene.on(
            kind.start(),
            setup ->
                setup
                    .concurrency(CONCURRENCY)
                    .visibility(Duration.ofSeconds(4))
                    .options("broker_heartbeat=2"))) {
      Celery app = scene.app(builder -> builder.resultBackend(scene.ledgerUrl()));
      WorkerSetup storing = scene.setup().environment("CELERY_RESULT_BACKEND", scene.ledgerUrl());
      List<AsyncResult<Long>> results =
          app.sendAll(
              IntStream.range(0, tasks)
                  .mapToObj(i -> Signature.of("who", Long.class, i, 1_500))
                  .toList());
      ChildProcess first = scene.worker(Contender.CELERIAC, storing);
      Awaitility.await("the first to run tasks")
          .atMost(PATIENCE)
          .until(() -> scene.ledger().noted("started").size() >= CONCURRENCY);
      first.freeze();
      ChildProcess second = scene.worker(Contender.CELERIAC, storing);
      scene.requireRuns(tasks, second);
      for (AsyncResult<Long> result : results) {
        assertThat(result.get(PATIENCE)).isEqualTo(second.pid());
      }

      first.thaw();
      // It goes on with what it was at.
      Awaitility.await("the first to end what it was at")
          .atMost(PATIENCE)
          .until(() -> scene.ledger().runs().values().stream().mapToInt(i -> i).sum() > tasks);
      app.sendAll(Scene.marks(tasks + 100, 0).subList(tasks, tasks + 100));
      scene.requireRuns(tasks + 100, first);
      first.signal("TERM");
      first.awaitEnd(PATIENCE);

      int twice = scene.ledger().runs().values().stream().mapToInt(i -> i - 1).sum();
      System.out.println("C5 " + kind + ": " + tasks + " tasks, " + twice + " run twice");
      assertThat(twice).as(first::output).isLessThanOrEqualTo(CONCURRENCY);
      for (AsyncResult<Long> result : results) {
        AsyncResult<Long> again = app.result(result.id(), Long.class);
        assertThat(again.get(PATIENCE)).as(first::output).isEqualTo(second.pid());
      }
      second.signal("TERM");
      second.awaitEnd(PATIENCE);
      assertThat(scene.broker().ready(scene.setup().queue())).isZero();
      assertThat(scene.broker().unacknowledged(scene.setup().queue())).isZero();
    }
  }
}
