package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGKILL of a worker, twenty times in ten thousand tasks: A1, A2 and A4 of the test list. */
@FaultCase
final class KilledWorkersTest {
  private static final int CONCURRENCY = 8;
  private static final int PREFETCH = 4 * CONCURRENCY;
  private static final int TASK_MILLISECONDS = 10;
  private static final List<Contender> OURS = List.of(Contender.CELERIAC);

  private static Killing killing(Chance chance) {
    return new Killing(chance.size(10_000), chance.size(20, 4), TASK_MILLISECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "quorum"})
  void a1_rabbitmq_gives_what_a_killed_worker_had_to_the_next(String queueType, Chance chance) {
    Killing killing = killing(chance);
    try (Scene scene =
        Scene.on(
            ServerKind.RABBITMQ.start(), setup -> setup.environment("QUEUE_TYPE", queueType))) {
      Tally tally = killing.of(OURS, scene, chance);

      System.out.println("A1 " + queueType + ": " + tally);
      assertThat(tally.lost()).as("lost").isZero();
      assertThat(tally.duplicates())
          .as("run twice")
          .isLessThanOrEqualTo(killing.kills() * (CONCURRENCY + PREFETCH));
    }
  }

  @Test
  void a2_on_redis_what_a_killed_worker_had_runs_again_when_its_lease_is_over(Chance chance) {
    Killing killing = killing(chance);
    try (Scene scene =
        Scene.on(
            ServerKind.REDIS.start(),
            setup ->
                setup.visibility(chance.time(Duration.ofSeconds(30), Duration.ofSeconds(5))))) {
      Tally tally = killing.of(OURS, scene, chance);

      System.out.println("A2: " + tally);
      assertThat(tally.lost()).as("lost").isZero();
      assertThat(tally.duplicates())
          .as("run twice")
          .isLessThanOrEqualTo(killing.kills() * CONCURRENCY);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a4_acknowledged_early_only_those_that_had_started_are_lost(ServerKind kind, Chance chance) {
    Killing killing = killing(chance);
    try (Scene scene =
        Scene.on(kind.start(), setup -> setup.acksLate(false).visibility(Duration.ofSeconds(5)))) {
      Tally tally = killing.of(OURS, scene, chance);

      System.out.println("A4 " + kind + ": " + tally);
      assertThat(tally.lost())
          .as("lost: at most those that ran at each kill")
          .isLessThanOrEqualTo(killing.kills() * CONCURRENCY);
      assertThat(tally.duplicates()).as("run twice").isZero();
    }
  }
}
