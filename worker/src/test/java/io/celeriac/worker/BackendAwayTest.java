package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.CeleryBuilder;
import io.celeriac.Setting;
import io.celeriac.TaskDefinition;
import io.celeriac.spi.ResultDocument;
import io.celeriac.worker.ScriptedBroker.Fate;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tasks end while their result backend is away. */
final class BackendAwayTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final AtomicInteger runs = new AtomicInteger();
  private final TaskDefinition<Object> counts =
      WorkerFixture.task("counts", (context, arguments) -> runs.incrementAndGet());

  @Test
  void in_the_safe_profile_each_waits_and_its_result_is_stored_when_the_backend_is_back() {
    try (WorkerFixture fixture = new WorkerFixture(10, CeleryBuilder::safe, counts)) {
      fixture.start();
      fixture.results.away = true;
      for (int i = 0; i < 30; i++) {
        fixture.send(counts.call());
      }
      await().atMost(PATIENCE).until(() -> runs.get() == 10);
      assertThat(fixture.broker.delivered).allMatch(sent -> sent.fate.get() == Fate.HELD);

      fixture.results.away = false;

      for (int i = 1; i <= 30; i++) {
        fixture.awaitState("id-" + i, "SUCCESS");
        assertThat(fixture.awaitFate(i - 1)).isEqualTo(Fate.ACKED);
      }
      assertThat(runs).hasValue(30);
    }
  }

  @Test
  void beyond_the_deadline_a_late_acknowledged_task_goes_back_to_its_queue() {
    try (WorkerFixture fixture =
        new WorkerFixture(
            1,
            builder -> builder.safe().set(Setting.CELERIAC_RESULT_DEADLINE, Duration.ofMillis(300)),
            counts)) {
      fixture.start();
      fixture.results.away = true;
      fixture.send(counts.call());

      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.REQUEUED);

      fixture.results.away = false;
      fixture.broker.deliver(fixture.broker.delivered.getFirst().message());
      fixture.awaitState("id-1", "SUCCESS");
      assertThat(fixture.awaitFate(1)).isEqualTo(Fate.ACKED);
    }
  }

  @Test
  void by_default_a_backend_that_does_not_answer_holds_a_slot_up_to_the_deadline_only() {
    CountDownLatch back = new CountDownLatch(1);
    try (WorkerFixture fixture =
        new WorkerFixture(
            1,
            builder ->
                builder
                    .resultBackend(new StoredResults(document -> awaited(back, document)))
                    .set(Setting.CELERIAC_RESULT_DEADLINE, Duration.ofMillis(300)),
            counts)) {
      fixture.start();
      for (int i = 0; i < 3; i++) {
        fixture.send(counts.call());
      }

      await().atMost(PATIENCE).until(() -> runs.get() == 3);
      back.countDown();
    }
  }

  private static void awaited(CountDownLatch back, ResultDocument document) {
    try {
      back.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(document.taskId(), e);
    }
  }
}
