package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks that take their process with them or do not end, among others that do no harm: A9, A12. */
@FaultCase
@Tag("long")
final class FaultyTasksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @ParameterizedTest
  @CsvSource({
    "REDIS, prefork, exit halt memory recurse deadlock hang stubborn",
    "RABBITMQ, prefork, exit halt memory recurse deadlock hang stubborn",
    // What ends a whole process needs the delivery counter: see its own tests.
    "REDIS, virtual, memory recurse deadlock hang stubborn",
    "RABBITMQ, threads, memory recurse deadlock hang stubborn"
  })
  void a9_a_task_that_does_harm_fails_and_its_neighbours_run(
      ServerKind kind, String pool, String harmful, Chance chance) throws Exception {
    int neighbours = chance.size(1_000);
    try (Scene scene =
        Scene.on(
            kind.start(),
            setup ->
                setup
                    .concurrency(4)
                    .options("-P", pool, "--time-limit", "3")
                    .environment("CELERIAC_JAVA_OPTS", "-Xmx256m"))) {
      WorkerSetup storing = scene.setup().environment("CELERY_RESULT_BACKEND", scene.ledgerUrl());
      Celery app = scene.app(builder -> builder.resultBackend(scene.ledgerUrl()));
      ChildProcess worker = scene.worker(Contender.CELERIAC, storing);
      Map<String, AsyncResult<Long>> results = new LinkedHashMap<>();
      List<Signature<Long>> marks = Scene.marks(neighbours, 10);
      List<String> names = List.of(harmful.split(" "));
      for (int i = 0; i < neighbours; i++) {
        if (i % (neighbours / names.size() + 1) == 0) {
          String name = names.get(results.size());
          results.put(name, app.send(Signature.of(name, Long.class)));
        }
        app.send(marks.get(i));
      }

      scene.requireRuns(neighbours, worker);
      results.forEach(
          (name, result) -> Awaitility.await(name).atMost(PATIENCE).until(result::ready));
      assertThat(results.values()).as(worker::output).allMatch(AsyncResult::failed);
      assertThat(names.stream().map(scene.ledger()::counted)).as("runs of each").containsOnly(1L);
      assertThat(worker.hasEnded()).as(worker::output).isFalse();
      Tally tally = Tally.of(neighbours, scene.ledger().runs(), Duration.ZERO);
      System.out.println("A9 " + kind + " " + pool + ": " + tally);
      assertThat(tally.lost()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a12_a_killed_child_is_replaced_and_its_task_runs_again(ServerKind kind, Chance chance) {
    int kills = chance.size(100);
    int concurrency = 2;
    // More than run by the last kill: a child takes its time to start.
    int tasks = kills * 30;
    try (Scene scene =
        Scene.on(
            kind.start(),
            setup ->
                setup
                    .concurrency(concurrency)
                    .options("-P", "prefork", "task_reject_on_worker_lost=yes"))) {
      scene
          .app()
          .sendAll(
              IntStream.range(0, tasks)
                  .mapToObj(i -> Signature.of("mark", Long.class, i, 100).ignoreResult(true))
                  .toList());
      ChildProcess worker = scene.worker();
      ProcessHandle parent = ProcessHandle.of(worker.pid()).orElseThrow();
      Duration slowest = Duration.ZERO;
      for (int i = 0; i < kills; i++) {
        scene.requireRuns(Math.min(tasks, scene.ledger().distinct() + 1), worker);
        List<ProcessHandle> children = parent.children().toList();
        ProcessHandle victim = chance.oneOf(children);
        long start = System.nanoTime();
        victim.destroyForcibly();
        Awaitility.await("the pool to be whole again")
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(5))
            .until(() ->
                parent.children().filter(child -> !child.equals(victim)).count() >= concurrency);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
      }
      scene.awaitRuns(tasks, PATIENCE);

      Tally tally = Tally.of(tasks, scene.ledger().runs(), slowest);
      System.out.println("A12 " + kind + ": " + kills + " kills, " + tally);
      assertThat(tally.lost()).as(worker::output).isZero();
      assertThat(tally.duplicates()).isLessThanOrEqualTo(kills);
      assertThat(worker.hasEnded()).as(worker::output).isFalse();
    }
  }
}
