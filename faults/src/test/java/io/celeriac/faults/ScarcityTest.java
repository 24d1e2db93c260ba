package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.TestServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * C4: a worker that may have few files, few threads, little memory or one processor works, or says
 * at once why it cannot; and one that has nothing to do does next to nothing.
 */
@FaultCase
@Tag("long")
final class ScarcityTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final double IDLE = 0.01;
  private static final int WINDOWS = 4;

  /** What there is little of. */
  enum Scarce {
    FILES("prlimit --nofile=192:192"),
    PROCESSOR("taskset --cpu-list 0"),
    MEMORY("env CELERIAC_JAVA_OPTS=-Xmx128m");

    private final String prefix;

    Scarce(String prefix) {
      this.prefix = prefix;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "REDIS, FILES",
    "RABBITMQ, FILES",
    "REDIS, PROCESSOR",
    "REDIS, MEMORY",
    "RABBITMQ, MEMORY"
  })
  void c4_a_worker_with_little_of_something_works(ServerKind kind, Scarce scarce, Chance chance) {
    int tasks = chance.size(10_000);
    try (Scene scene = Scene.on(kind.start())) {
      Celery app = scene.app();
      app.sendAll(Scene.marks(tasks, 1));
      ChildProcess worker = limited(scene, scarce.prefix);
      scene.requireRuns(tasks, worker);

      Tally tally = Tally.of(tasks, scene.ledger().runs(), Duration.ZERO);
      System.out.println("C4 " + kind + ", little " + scarce + ": " + tally);
      assertThat(tally.duplicates()).isZero();
      assertThat(worker.hasEnded()).as(worker::output).isFalse();
      assertThat(worker.output()).doesNotContain("OutOfMemoryError", "Too many open files");
    }
  }

  /** Too few of them to start with: it ends by itself, and its last words say of what. */
  @ParameterizedTest
  @CsvSource({
    "prlimit --nofile=64:64, may open 64 files",
    "setpriv --reuid=64321 --regid=64321 --clear-groups prlimit --nproc=12:12, thread",
    "env CELERIAC_JAVA_OPTS=-Xmx4m, heap"
  })
  void c4_a_worker_that_cannot_start_says_why(String prefix, String reason) throws Exception {
    TestServers.ofEnvironment()
        .require(
            !prefix.startsWith("setpriv") || System.getProperty("user.name").equals("root"),
            "a limit of threads counts all that a user has, and only root can be another one");
    try (Scene scene = Scene.on(ServerKind.REDIS.start())) {
      ChildProcess worker = limited(scene, prefix);
      int code = worker.awaitEnd(PATIENCE);

      System.out.println("C4 too little (" + reason + "): ended with " + code);
      assertThat(code).as(worker::output).isPositive();
      assertThat(worker.output()).containsIgnoringCase(reason);
    }
  }

  private static ChildProcess limited(Scene scene, String prefix) {
    List<String> command = new ArrayList<>(List.of(prefix.split(" ", -1)));
    command.addAll(Contender.CELERIAC.worker(scene.setup()));
    return scene.child(new ChildProcess(command, Contender.environment(scene.setup())));
  }

  @ParameterizedTest
  @EnumSource
  void c4_a_worker_with_nothing_to_do_does_next_to_nothing(ServerKind kind, Chance chance)
      throws Exception {
    Duration time = chance.time(Duration.ofMinutes(5), Duration.ofSeconds(30));
    try (Scene scene = Scene.on(kind.start())) {
      ChildProcess worker = scene.worker();
      scene.app().send(Scene.marks(1, 0).getFirst());
      scene.requireRuns(1, worker);
      // What the JVM compiles and cleans up after the start is no work of an idle worker, and lasts
      // as long as it does: the worker that never comes to rest is the one that is wrong.
      double share = 1;
      for (int i = 0; i < WINDOWS && share > IDLE; i++) {
        share = Processor.ticksWithin(worker, time) / (time.toMillis() / 10.0);
        System.out.printf("C4 idle %s: %.2f %% of a processor%n", kind, share * 100);
      }
      assertThat(share).as(worker::output).isLessThanOrEqualTo(IDLE);
    }
  }
}
