package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.testing.ChildProcess;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A3: stock workers and ours on one Redis; each runs what a killed one of the other kind had. */
@FaultCase
@Tag("long")
final class MixedWorkersTest {
  private static final int CONCURRENCY = 4;

  @ParameterizedTest
  @EnumSource(names = {"CELERIAC", "PYTHON"})
  void a3_what_a_killed_worker_had_runs_in_one_of_the_other_kind(Contender killed, Chance chance) {
    Contender heir = killed == Contender.PYTHON ? Contender.CELERIAC : Contender.PYTHON;
    int tasks = chance.size(10_000);
    int kills = chance.size(20, 4);
    try (Scene scene =
        Scene.on(
            ServerKind.REDIS.start(),
            setup ->
                setup
                    .concurrency(CONCURRENCY)
                    .visibility(Duration.ofSeconds(5))
                    .environment("RESTORE_OFTEN", "1"))) {
      RedisUnderTest redis = (RedisUnderTest) scene.broker();
      Celery app = scene.app();
      app.sendAll(Scene.marks(tasks, 20));
      Set<Integer> left = new HashSet<>();
      for (int moment : chance.moments(kills, tasks * 8 / 10)) {
        ChildProcess worker = scene.worker(killed, scene.setup());
        scene.requireRuns(Math.max(moment, scene.ledger().distinct() + 1), worker);
        worker.kill();
        worker.close();
        left.addAll(redis.reservedMarks());
      }
      assertThat(left).as("what the killed ones had in hand").isNotEmpty();

      ChildProcess last = scene.worker(heir, scene.setup());
      Awaitility.await("the heir to begin")
          .atMost(Scene.PATIENCE)
          .until(() -> last.hasEnded() || scene.ledger().distinct() > 0);
      scene.awaitRuns(tasks, Duration.ofSeconds(40));

      Tally tally = Tally.of(tasks, scene.ledger().runs(), Duration.ZERO);
      System.out.println("A3, killed " + killed + ": " + tally + ", left in hand " + left.size());
      assertThat(scene.ledger().runs().keySet())
          .as("those that were reserved when their worker died have run")
          .containsAll(left);
      if (killed == Contender.CELERIAC) {
        assertThat(tally.lost()).as("lost").isZero();
      }
      assertThat(tally.lost())
          .as("lost: between kombu's two steps")
          .isLessThanOrEqualTo(kills * CONCURRENCY);
    }
  }
}
