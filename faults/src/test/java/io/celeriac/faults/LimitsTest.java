package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A10: time limits on tasks that wait, spin and hang, in each pool. A11: terminated tasks stop, and
 * no other does.
 */
@FaultCase
@Tag("long")
final class LimitsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @ParameterizedTest
  @ValueSource(strings = {"virtual", "threads", "prefork", "solo"})
  void a10_a_hard_limit_settles_whatever_a_task_does(String pool, Chance chance) {
    List<String> names = List.of("hang", "stubborn", "deadlock");
    // One that spins in the only thread of a solo pool keeps it: there is none to go on with.
    int rounds = pool.equals("solo") ? 1 : chance.size(20, 2);
    try (Scene scene =
        Scene.on(
            ServerKind.REDIS.start(),
            setup ->
                setup
                    .concurrency(pool.equals("solo") ? 1 : 4)
                    .options("-P", pool, "--soft-time-limit", "1", "--time-limit", "2"))) {
      Celery app = scene.app(builder -> builder.resultBackend(scene.ledgerUrl()));
      ChildProcess worker =
          scene.worker(
              Contender.CELERIAC,
              scene.setup().environment("CELERY_RESULT_BACKEND", scene.ledgerUrl()));
      List<AsyncResult<Long>> results = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        for (String name : pool.equals("solo") ? List.of("hang") : names) {
          results.add(app.send(Signature.of(name, Long.class)));
        }
      }
      Awaitility.await("all to be settled")
          .atMost(PATIENCE)
          .until(() -> worker.hasEnded() || results.stream().allMatch(AsyncResult::ready));

      assertThat(worker.hasEnded()).as(worker::output).isFalse();
      assertThat(results).as(worker::output).allMatch(AsyncResult::failed);
      app.send(Scene.marks(1, 0).getFirst());
      scene.requireRuns(1, worker);
      System.out.println("A10 " + pool + ": " + results.size() + " settled");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a11_a_terminated_task_stops_and_no_other_does(ServerKind kind, Chance chance)
      throws Exception {
    int tasks = chance.size(10_000);
    try (Scene scene = Scene.on(kind.start(), setup -> setup.concurrency(16))) {
      Celery app = scene.app(builder -> builder.resultBackend(scene.ledgerUrl()));
      ChildProcess worker =
          scene.worker(
              Contender.CELERIAC,
              scene.setup().environment("CELERY_RESULT_BACKEND", scene.ledgerUrl()));
      List<AsyncResult<Long>> results = app.sendAll(sleepers(tasks));
      List<AsyncResult<Long>> terminated = new ArrayList<>();
      while (scene.ledger().distinct() < tasks / 2) {
        scene.requireRuns(scene.ledger().distinct() + 1, worker);
        AsyncResult<Long> victim = chance.oneOf(results);
        if (!terminated.contains(victim)) {
          terminated.add(victim);
          victim.terminate();
        }
      }
      Awaitility.await("all to be settled")
          .atMost(PATIENCE)
          .until(() -> results.stream().allMatch(AsyncResult::ready));

      List<AsyncResult<Long>> stopped = results.stream().filter(r -> !r.successful()).toList();
      System.out.println(
          "A11 %s: %d tasks, %d terminated, %d stopped before they ended"
              .formatted(kind, tasks, terminated.size(), stopped.size()));
      assertThat(terminated).as("what stopped was told to").containsAll(stopped);
      assertThat(stopped).as("some were in time").isNotEmpty();
      assertThat(stopped.stream().map(AsyncResult::state).distinct()).containsOnly("REVOKED");
    }
  }

  private static List<Signature<Long>> sleepers(int count) {
    List<Signature<Long>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(Signature.of("mark", Long.class, i, 40));
    }
    return all;
  }
}
