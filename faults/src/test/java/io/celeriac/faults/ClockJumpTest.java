package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * C1: the clock on the wall of a worker jumps by an hour and by a day, to and fro, while it works
 * (by libfaketime; the monotonic clock goes on as it does when somebody sets the time). Heartbeats
 * and time limits follow the monotonic one, and no task is lost.
 */
@FaultCase
@Tag("long")
final class ClockJumpTest {
  private static final List<String> JUMPS = List.of("+3600", "+0", "-3600", "+86400", "-86400");

  private static final int CONCURRENCY = 8;

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void c1_a_clock_that_jumps_costs_no_task_and_no_limit(ServerKind kind, Chance chance)
      throws Exception {
    Path library = libfaketime();
    Path offset = directory.resolve("offset");
    Files.writeString(offset, "+0");
    int tasks = chance.size(10_000);
    int held = 4;
    try (Scene scene =
        Scene.on(
            kind.start(),
            setup ->
                setup
                    .concurrency(CONCURRENCY)
                    .options("--time-limit", "60", "broker_heartbeat=10")
                    .environment("LD_PRELOAD", library.toString())
                    .environment("FAKETIME_TIMESTAMP_FILE", offset.toString())
                    .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                    .environment("FAKETIME_NO_CACHE", "1"))) {
      Celery app = scene.app(builder -> builder.resultBackend(scene.ledgerUrl()));
      ChildProcess worker =
          scene.worker(
              Contender.CELERIAC,
              scene.setup().environment("CELERY_RESULT_BACKEND", scene.ledgerUrl()));
      // Longer than their lease, and than all jumps take.
      List<AsyncResult<Long>> lasting =
          app.sendAll(
              IntStream.range(tasks, tasks + held)
                  .mapToObj(i -> Signature.of("mark", Long.class, i, 15_000))
                  .toList());
      Senders senders = Senders.start(app, tasks, 5, 2);
      scene.requireRuns(10, worker);
      for (String jump : JUMPS) {
        Files.writeString(offset, jump);
        scene.requireRuns(
            Math.min(tasks, scene.ledger().distinct() + tasks / (JUMPS.size() + 1)), worker);
      }
      senders.awaitEnd();
      scene.requireRuns(tasks + held, worker);

      Tally tally = Tally.of(tasks + held, scene.ledger().runs(), Duration.ZERO);
      System.out.println("C1 " + kind + ": " + JUMPS.size() + " jumps, " + tally);
      assertThat(senders.failed()).isEmpty();
      assertThat(tally.lost()).isZero();
      // Leases on Redis are kombu's: times by the clocks of those who hold them. By one that jumps
      // forward its own have run out.
      assertThat(tally.duplicates())
          .as(worker::output)
          .isLessThanOrEqualTo(kind == ServerKind.REDIS ? JUMPS.size() * CONCURRENCY : 0);
      assertThat(lasting)
          .as(worker::output)
          .allSatisfy(r -> assertThat(r.get(Scene.PATIENCE)).isEqualTo(1));
      assertThat(worker.output()).doesNotContain("Connection to broker lost");
      assertThat(worker.hasEnded()).as(worker::output).isFalse();
    }
  }

  /** Debian's package of that name; where it is not, there is no other way to set a JVM's clock. */
  private static Path libfaketime() throws IOException {
    Path libraries = Path.of("/usr/lib");
    try (Stream<Path> found =
        Files.find(libraries, 3, (path, file) -> path.endsWith("faketime/libfaketimeMT.so.1"))) {
      Path library = found.findFirst().orElse(libraries);
      TestServers.ofEnvironment()
          .require(!library.equals(libraries), "libfaketime is not installed");
      return library;
    }
  }
}
