package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.TaskDefinitions;
import io.celeriac.Worker;
import io.celeriac.testing.NeedsServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten thousand tasks each way: all run, each once, and every result is the right one. */
@NeedsServer
final class ManyTasksTest {
  private static final int COUNT = Integer.getInteger("interop.tasks", 10_000);
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @ParameterizedTest
  @EnumSource
  void every_task_that_python_sends_runs_once_in_java(Broker broker) {
    Place place = Place.over(broker);
    InteropTasks tasks = new InteropTasks();
    try (Celery app = place.app().tasks(TaskDefinitions.from(tasks)).build();
        Worker worker = app.worker().concurrency(16).start();
        PythonClient python = new PythonClient(place)) {
      assertThat(worker.queues()).hasSize(1);

      assertThat(python.run("add_many(" + COUNT + ")")).isEqualTo("[]");
    }
    assertThat(tasks.runs()).hasSize(COUNT);
    assertThat(tasks.runs().values()).containsOnly(1);
  }

  @ParameterizedTest
  @EnumSource
  void every_task_that_java_sends_runs_once_in_python(Broker broker, @TempDir Path directory)
      throws Exception {
    Place place = Place.over(broker);
    Path ledger = directory.resolve("ledger");
    List<AsyncResult<Long>> results;
    try (PythonWorker worker =
            new PythonWorker(place, "threads", 4, Map.of("PEER_LEDGER", ledger.toString()));
        Celery app = place.app().build()) {
      List<Signature<Long>> calls =
          IntStream.range(0, COUNT)
              .mapToObj(x -> Signature.of("peer.counted_add", Long.class, (long) x, 1L))
              .toList();

      results = app.sendAll(calls);

      for (int x = 0; x < COUNT; x++) {
        assertThat(results.get(x).get(PATIENCE)).as("result %s; %s", x, worker).isEqualTo(x + 1L);
      }
    }
    assertThat(Files.readAllLines(ledger))
        .containsExactlyInAnyOrderElementsOf(results.stream().map(AsyncResult::id).toList());
  }
}
