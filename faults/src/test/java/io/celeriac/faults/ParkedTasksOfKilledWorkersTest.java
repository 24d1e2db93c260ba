package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * B14: many tasks for later, which wait in the broker, and workers that are killed while they park
 * them and while these come back.
 */
@FaultCase
@Tag("long")
final class ParkedTasksOfKilledWorkersTest {
  private static final Duration FIRST = Duration.ofSeconds(15);

  /** What a worker holds by default, what it prefetches, and what comes within its horizon. */
  private static final int IN_HAND = 1_000 + 32 + 1_000;

  @ParameterizedTest
  @EnumSource
  void b14_none_is_lost_and_none_is_early_though_workers_are_killed(
      ServerKind kind, Chance chance) {
    int tasks = chance.size(20_000);
    int kills = chance.size(10, 3);
    Duration span = chance.time(Duration.ofMinutes(5), Duration.ofSeconds(15));
    try (Scene scene =
        Scene.on(
            kind.start(),
            setup -> setup.visibility(Duration.ofSeconds(5)).options("celeriac_eta_horizon=3"))) {
      Celery app = scene.app();
      app.sendAll(calls(tasks, Instant.now().plus(FIRST), span));
      String queue = scene.setup().queue();
      ChildProcess worker = scene.worker();
      ChildProcess parks = worker;
      Awaitility.await("some to be parked")
          .atMost(Scene.PATIENCE)
          .until(() -> parks.hasEnded() || app.parked(queue).getOrDefault(queue, 0L) >= tasks / 4);
      worker.kill();
      for (int moment : chance.moments(kills - 1, tasks * 9 / 10)) {
        worker = scene.worker();
        scene.requireRuns(Math.max(moment, scene.ledger().distinct() + 1), worker);
        worker.kill();
      }
      worker = scene.worker();
      scene.requireRuns(tasks, worker);

      Tally tally = Tally.of(tasks, scene.ledger().runs(), Duration.ZERO);
      long early = scene.ledger().counted("early");
      System.out.println("B14 " + kind + ": " + tally + ", " + early + " early");
      assertThat(early).isZero();
      assertThat(tally.lost()).isZero();
      assertThat(tally.duplicates()).isLessThanOrEqualTo(kills * IN_HAND);
    }
  }

  private static List<Signature<Long>> calls(int count, Instant start, Duration span) {
    List<Signature<Long>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant due = start.plusMillis(span.toMillis() * i / count);
      calls.add(Signature.of("due", Long.class, i, due.toEpochMilli()).eta(due).ignoreResult(true));
    }
    return calls;
  }
}
