package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers that are told to end, once or more often, with work in hand: A5 to A8. */
@FaultCase
final class ShutdownTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Calls that are noted in the set {@code started} when they begin. */
  private static List<Signature<Long>> held(int count, int milliseconds) {
    return IntStream.range(0, count)
        .mapToObj(i -> Signature.of("hold", Long.class, i, milliseconds).ignoreResult(true))
        .toList();
  }

  private static void awaitStarted(Scene scene, int count, ChildProcess worker) {
    Awaitility.await(count + " to start")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> worker.hasEnded() || scene.ledger().noted("started").size() >= count);
    assertThat(worker.hasEnded()).as(worker::output).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void a5_a_warm_shutdown_ends_what_runs_and_leaves_what_waits(ServerKind kind, Chance chance)
      throws Exception {
    int running = chance.size(1_000);
    int queued = chance.size(10_000);
    int milliseconds = 5_000;
    try (Scene scene = Scene.on(kind.start(), setup -> setup.concurrency(running))) {
      scene.app().sendAll(held(running + queued, milliseconds));
      ChildProcess worker = scene.worker();
      awaitStarted(scene, running, worker);

      long start = System.nanoTime();
      worker.signal("TERM");
      int code = worker.awaitEnd(PATIENCE);
      Duration took = Duration.ofNanos(System.nanoTime() - start);

      System.out.println("A5 " + kind + ": ended after " + took.toMillis() + " ms");
      assertThat(code).as(worker::output).isZero();
      assertThat(scene.ledger().runs()).as("all that ran have ended").hasSize(running);
      assertThat(scene.ledger().runs().values()).containsOnly(1);
      assertThat(scene.broker().ready(scene.setup().queue())).isEqualTo(queued);
      assertThat(scene.broker().unacknowledged(scene.setup().queue())).isZero();
      assertThat(took).isLessThan(Duration.ofMillis(milliseconds).plusSeconds(10));
    }
  }

  @ParameterizedTest
  @CsvSource({"REDIS, true", "REDIS, false", "RABBITMQ, true", "RABBITMQ, false"})
  void a6_after_the_drain_deadline_nothing_is_unaccounted_for(
      ServerKind kind, boolean late, Chance chance) throws Exception {
    int tasks = chance.size(100, 20);
    int concurrency = tasks / 2;
    Duration deadline = chance.time(Duration.ofSeconds(10), Duration.ofSeconds(2));
    try (Scene scene =
        Scene.on(
            kind.start(),
            setup ->
                setup
                    .acksLate(late)
                    .concurrency(concurrency)
                    .options("celeriac_drain_timeout=" + deadline.toSeconds()))) {
      List<AsyncResult<Long>> sent = scene.app().sendAll(held(tasks, 60_000));
      ChildProcess worker = scene.worker();
      awaitStarted(scene, concurrency, worker);

      long start = System.nanoTime();
      worker.signal("TERM");
      worker.awaitEnd(PATIENCE);
      Duration took = Duration.ofNanos(System.nanoTime() - start);

      System.out.println("A6 " + kind + " late " + late + ": after " + took.toMillis() + " ms");
      long back = scene.broker().ready(scene.setup().queue());
      long told = sent.stream().filter(result -> worker.output().contains(result.id())).count();
      assertThat(back).isEqualTo(late ? tasks : tasks - concurrency);
      assertThat(scene.broker().unacknowledged(scene.setup().queue())).isZero();
      assertThat(told).as(worker::output).isGreaterThanOrEqualTo(late ? 0 : concurrency);
      assertThat(took).isBetween(deadline, deadline.plusSeconds(10));
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void a7_signals_in_any_order_never_hang_or_lose(ServerKind kind, Chance chance) throws Exception {
    int rounds = chance.size(200) / ServerKind.values().length;
    int tasks = 200 * rounds;
    try (Scene scene = Scene.on(kind.start())) {
      scene.app().sendAll(Scene.marks(tasks, 20));
      Duration slowest = Duration.ZERO;
      for (int round = 0; round < rounds; round++) {
        ChildProcess worker = scene.worker();
        boolean up = chance.below(4) > 0;
        if (up) {
          scene.requireRuns(scene.ledger().distinct() + 1, worker);
        }
        Pauses.of(chance.between(Duration.ZERO, Duration.ofMillis(up ? 300 : 1500)));
        // Before a worker is up SIGQUIT is the JVM's own, and no end.
        String first = chance.oneOf(up ? List.of("TERM", "INT", "QUIT") : List.of("TERM", "INT"));
        int more = chance.below(3);
        long start = System.nanoTime();
        worker.signal(first);
        for (int i = 0; i < more; i++) {
          Pauses.of(chance.between(Duration.ZERO, Duration.ofMillis(100)));
          worker.signal(chance.oneOf(List.of("TERM", "INT", "QUIT")));
        }
        int code = worker.awaitEnd(PATIENCE);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        // 128 and the signal: it came before the worker was there to take it.
        assertThat(code)
            .as("%s after %s and %d more: %s", up ? "up" : "starting", first, more, worker.output())
            .isIn(up ? List.of(0, 1) : List.of(0, 1, 143, 130, 131));
        worker.close();
      }
      ChildProcess last = scene.worker();
      scene.awaitRuns(tasks, Duration.ofSeconds(45));

      Tally tally = Tally.of(tasks, scene.ledger().runs(), slowest);
      System.out.println("A7 " + kind + ": " + rounds + " rounds, " + tally);
      assertThat(tally.lost()).as(last::output).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void a8_a_kill_during_the_drain_loses_nothing(ServerKind kind, Chance chance) {
    int kills = chance.size(20, 4);
    int tasks = chance.size(10_000);
    try (Scene scene = Scene.on(kind.start(), setup -> setup.visibility(Duration.ofSeconds(5)))) {
      Celery app = scene.app();
      app.sendAll(Scene.marks(tasks, 30));
      for (int moment : chance.moments(kills, tasks * 9 / 10)) {
        ChildProcess worker = scene.worker();
        scene.requireRuns(Math.max(moment, scene.ledger().distinct() + 1), worker);
        worker.signal("TERM");
        Pauses.of(chance.between(Duration.ZERO, Duration.ofMillis(60)));
        worker.kill();
        worker.close();
      }
      ChildProcess last = scene.worker();
      scene.awaitRuns(tasks, Duration.ofSeconds(30));

      Tally tally = Tally.of(tasks, scene.ledger().runs(), Duration.ZERO);
      System.out.println("A8 " + kind + ": " + tally);
      assertThat(tally.lost()).as(last::output).isZero();
      assertThat(tally.duplicates()).isLessThanOrEqualTo(kills * (8 + 32));
    }
  }

  @Test
  void looking_at_a_worker_with_jcmd_does_not_end_it() throws Exception {
    try (Scene scene = Scene.on(ServerKind.REDIS.start())) {
      ChildProcess worker = scene.worker();
      scene.app().send(Scene.marks(1, 0).getFirst());
      scene.requireRuns(1, worker);
      Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
      ChildProcess look =
          scene.child(
              new ChildProcess(
                  List.of(jcmd.toString(), Long.toString(worker.pid()), "VM.version"), Map.of()));
      assertThat(look.awaitEnd()).as(look::output).isZero();

      scene.app().send(Scene.marks(2, 0).getLast());
      scene.requireRuns(2, worker);
      worker.signal("TERM");
      assertThat(worker.awaitEnd(PATIENCE)).as(worker::output).isZero();
    }
  }
}
