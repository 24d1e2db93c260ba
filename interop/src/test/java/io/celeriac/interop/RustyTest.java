package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.TaskDefinitions;
import io.celeriac.Worker;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rusty Celery 0.5.5 from crates.io: Rust calls Java, and Java calls Rust, over each broker. */
@NeedsServer
final class RustyTest {
  private static final int COUNT = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @ParameterizedTest
  @EnumSource
  void every_task_that_rust_sends_runs_once_in_java(Broker broker) throws Exception {
    String program = program();
    Place place = Place.over(broker);
    InteropTasks tasks = new InteropTasks();
    try (Celery app = place.app().tasks(TaskDefinitions.from(tasks)).build();
        Worker worker = app.worker().start();
        ChildProcess rust = produce(program, place, worker)) {
      assertThat(rust.awaitEnd()).as(rust::output).isZero();
      List<String> ids =
          rust.output()
              .lines()
              .filter(l -> l.startsWith("sent "))
              .map(l -> l.substring(5))
              .toList();
      assertThat(ids).hasSize(COUNT);

      for (int x = 0; x < COUNT; x++) {
        assertThat(app.result(ids.get(x), Long.class).get(PATIENCE)).isEqualTo(x + 1L);
      }
      assertThat(tasks.runs().keySet()).containsExactlyInAnyOrderElementsOf(ids);
      assertThat(tasks.runs().values()).containsOnly(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_task_that_java_sends_runs_once_in_rust(Broker broker) {
    String program = program();
    Place place = Place.over(broker);
    try (Celery app = place.app().build();
        ChildProcess rust =
            new ChildProcess(
                List.of(program, "consume", place.brokerUrl(), place.javaQueue()), Map.of())) {
      rust.await("ready");

      // By position and by name: Rust binds both.
      List<String> expected =
          IntStream.range(0, COUNT)
              .mapToObj(x -> {
                Signature<Long> call = Signature.of("interop.counted_add", Long.class, (long) x);
                Signature<Long> whole =
                    x % 2 == 0 ? call.kwarg("y", 1L) : Signature.of(call.task(), Long.class, x, 1L);
                return "ran " + app.send(whole).id() + " " + x + " 1 " + (x + 1);
              })
              .toList();

      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> rust.output().lines().filter(l -> l.startsWith("ran ")).count() >= COUNT);
      assertThat(rust.output().lines().filter(line -> line.startsWith("ran ")))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static ChildProcess produce(String program, Place place, Worker worker) {
    assertThat(worker.queues()).hasSize(1);
    return new ChildProcess(
        List.of(
            program, "produce", place.brokerUrl(), place.javaQueue(), "0", String.valueOf(COUNT)),
        Map.of());
  }

  /** Built by ./test where Rust's cargo is; elsewhere these tests are skipped. */
  private static String program() {
    return Optional.ofNullable(System.getenv("CELERIAC_TEST_RUSTY"))
        .filter(path -> !path.isBlank())
        .orElseGet(() ->
            abort("CELERIAC_TEST_RUSTY is not set: ./test builds interop/rusty where cargo is"));
  }
}
