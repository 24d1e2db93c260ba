package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.RedisServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** B13: a long queue is worked off in little memory. B15: results outlast their store's absence. */
@FaultCase
@Tag("long")
final class BacklogTest {
  private static final int BATCH = 5_000;
  private static final long MEGABYTES_MORE = 200;

  @ParameterizedTest
  @EnumSource
  void b13_a_long_queue_is_worked_off_in_little_memory(ServerKind kind, Chance chance)
      throws Exception {
    int tasks = chance.size(1_000_000);
    try (Scene scene = Scene.on(kind.start(), setup -> setup.acksLate(false))) {
      Celery app = scene.app();
      ChildProcess idle = scene.worker();
      app.send(Scene.marks(1, 0).getFirst());
      scene.requireRuns(1, idle);
      long before = megabytes(idle);
      idle.signal("TERM");
      idle.awaitEnd(Duration.ofSeconds(60));
      for (int from = 1; from < tasks; from += BATCH) {
        app.sendAll(
            IntStream.range(from, Math.min(tasks, from + BATCH))
                .mapToObj(i -> Signature.of("mark", Long.class, i, 0).ignoreResult(true))
                .toList());
      }

      ChildProcess worker = scene.worker();
      long[] most = {0};
      Awaitility.await("the queue to be empty")
          .atMost(Duration.ofMinutes(60))
          .pollInterval(Duration.ofMillis(250))
          .until(() -> {
            most[0] = Math.max(most[0], megabytes(worker));
            return worker.hasEnded() || scene.ledger().distinct() >= tasks;
          });

      Tally tally = Tally.of(tasks, scene.ledger().runs(), Duration.ZERO);
      System.out.println(
          "B13 %s: %s; %d MB idle, at most %d MB".formatted(kind, tally, before, most[0]));
      assertThat(tally.lost()).isZero();
      assertThat(tally.duplicates()).isZero();
      assertThat(most[0]).isLessThanOrEqualTo(before + MEGABYTES_MORE);
    }
  }

  /** Resident memory. */
  private static long megabytes(ChildProcess process) throws IOException {
    return Files.readString(Path.of("/proc/" + process.pid() + "/status"))
            .lines()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum()
        / 1024;
  }

  @ParameterizedTest
  @EnumSource
  void b15_results_wait_for_a_store_that_is_down(ServerKind kind, Chance chance) throws Exception {
    int tasks = chance.size(5_000);
    Duration down = chance.time(Duration.ofSeconds(60), Duration.ofSeconds(6));
    try (RedisServerProcess store = RedisServerProcess.started();
        Scene scene = Scene.on(kind.start())) {
      Celery app = scene.app(builder -> builder.resultBackend(store.url()));
      ChildProcess worker =
          scene.worker(
              Contender.CELERIAC, scene.setup().environment("CELERY_RESULT_BACKEND", store.url()));
      List<AsyncResult<Long>> results =
          app.sendAll(
              IntStream.range(0, tasks)
                  .mapToObj(i -> Signature.of("mark", Long.class, i, 5))
                  .toList());
      scene.requireRuns(tasks / 10, worker);
      store.kill();
      long start = System.nanoTime();
      Pauses.until(start, down);
      store.start();
      scene.requireRuns(tasks, worker);

      Awaitility.await("all results")
          .atMost(Duration.ofSeconds(90))
          .until(() -> results.stream().allMatch(AsyncResult::ready));
      System.out.println("B15 " + kind + ": " + tasks + " results, 0 lost");
      assertThat(results).allMatch(AsyncResult::successful);
    }
  }
}
