package io.celeriac.worker;

import static io.celeriac.worker.WorkerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.Reject;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.worker.ScriptedBroker.Fate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that come again because a worker died. */
class SuspectsTest {

  private static final TaskOptions LATE = TaskOptions.builder().acksLate(true).build();

  private static Message message(String id, int count) {
    Map<String, @Nullable Object> headers = new HashMap<>(Map.of("task", "t", "id", id));
    if (count > 0) {
      headers.put("x-celeriac-deliveries", count);
    }
    return new Message(
        "[[], {}, {}]".getBytes(StandardCharsets.UTF_8),
        "application/json",
        "utf-8",
        headers,
        MessageProperties.of().withReplyTo("x"));
  }

  private static TaskDefinition<Object> late() {
    return task("t", LATE, (context, arguments) -> context.request().redelivered());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void it_runs_from_a_copy_that_counts_once_more(int count) {
    try (WorkerFixture fixture = new WorkerFixture(1, late()).start()) {
      fixture.broker.redeliver(message("x", count));
      // It is told that it was delivered before, although the copy was not.
      assertThat(fixture.awaitState("x", "SUCCESS").result()).isEqualTo(true);
      assertThat(fixture.broker.published)
          .singleElement()
          .satisfies(copy -> {
            assertThat(copy.message().headers()).containsEntry("x-celeriac-deliveries", count + 1);
            assertThat(copy.routingKey()).isEqualTo("celery");
            assertThat(copy.message().properties().replyTo()).isEqualTo("x");
          });
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.ACKED);
      assertThat(fixture.awaitFate(1)).isEqualTo(Fate.ACKED);
      assertThat(fixture.broker.dead).isEmpty();
    }
  }

  @Test
  void the_last_time_it_fails_and_is_a_dead_letter() {
    AtomicInteger runs = new AtomicInteger();
    try (WorkerFixture fixture =
        new WorkerFixture(1, task("t", LATE, (context, arguments) -> runs.incrementAndGet()))
            .start()) {
      fixture.broker.redeliver(message("x", 4));
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.ACKED);
      assertThat(String.valueOf(fixture.awaitState("x", "FAILURE").result()))
          .contains("WorkerLostError", "lost in each of 5 runs", "billiard.exceptions");
      assertThat(fixture.broker.dead).hasSize(1);
      assertThat((Map<?, ?>) fixture.broker.dead.getFirst().headers().get("celeriac_dead_letter"))
          .extracting("reason", "attempts", "task", "id")
          .containsExactly("crashed", 5, "t", "x");
      assertThat(fixture.broker.dead.getFirst().headers())
          .doesNotContainKey("x-celeriac-deliveries");
      assertThat(runs).hasValue(0);
    }
  }

  @Test
  void it_stays_while_nobody_takes_the_dead_letter() {
    try (WorkerFixture fixture = new WorkerFixture(1, late()).start()) {
      fixture.broker.refuse();
      fixture.broker.redeliver(message("x", 4));
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.REQUEUED);
      assertThat(fixture.results.find("x")).isEmpty();
    }
  }

  @Test
  void without_a_limit_it_runs_as_it_came() {
    try (WorkerFixture fixture =
        new WorkerFixture(1, app -> app.set("celeriac_max_deliveries", 0), late()).start()) {
      fixture.broker.redeliver(message("x", 7));
      fixture.awaitState("x", "SUCCESS");
      assertThat(fixture.broker.published).isEmpty();
    }
  }

  @Test
  void what_is_acknowledged_early_is_not_counted() {
    try (WorkerFixture fixture =
        new WorkerFixture(1, task("t", (context, arguments) -> 1)).start()) {
      fixture.broker.redeliver(message("x", 0));
      fixture.awaitState("x", "SUCCESS");
      assertThat(fixture.broker.published).isEmpty();
    }
  }

  @Test
  void a_task_that_rejects_itself_is_not_counted_for_it() {
    AtomicInteger runs = new AtomicInteger();
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "t",
                    LATE,
                    (context, arguments) -> {
                      if (runs.incrementAndGet() == 1) {
                        throw new Reject("not now", true);
                      }
                      return "at last";
                    }))
            .start()) {
      fixture.broker.deliver(message("x", 3));
      assertThat(fixture.awaitState("x", "SUCCESS").result()).isEqualTo("at last");
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.ACKED);
      assertThat(fixture.broker.published)
          .singleElement()
          .satisfies(copy ->
              assertThat(copy.message().headers()).doesNotContainKey("x-celeriac-deliveries"));
    }
  }

  @Test
  void those_that_have_died_often_run_one_after_the_other() {
    List<String> running = new CopyOnWriteArrayList<>();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    try (WorkerFixture fixture =
        new WorkerFixture(
                4,
                app -> app.set("celeriac_max_deliveries", 4),
                task(
                    "t",
                    LATE,
                    (context, arguments) -> {
                      running.add(context.request().id());
                      most.accumulateAndGet(running.size(), Math::max);
                      release.await();
                      running.remove(context.request().id());
                      return 1;
                    }))
            .start()) {
      fixture.broker.redeliver(message("a", 2));
      fixture.broker.redeliver(message("b", 2));
      // Within their pause of at most 4 s; the other one has no other sign to give.
      await().atMost(Duration.ofSeconds(20)).until(() -> running.size() == 1);
      release.countDown();
      fixture.awaitState("a", "SUCCESS");
      fixture.awaitState("b", "SUCCESS");
      assertThat(most).hasValue(1);
    } finally {
      release.countDown();
    }
  }
}
