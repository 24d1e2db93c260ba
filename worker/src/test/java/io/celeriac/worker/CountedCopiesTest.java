package io.celeriac.worker;

import static io.celeriac.worker.WorkerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.worker.ScriptedBroker.Fate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When a counted copy starts, and what becomes of a task that has none. */
class CountedCopiesTest {

  private static final TaskOptions LATE = TaskOptions.builder().acksLate(true).build();
  private static final OptionalInt ONCE = OptionalInt.of(1);

  private final List<Object> runs = new CopyOnWriteArrayList<>();

  private static Message message(int count) {
    Map<String, @Nullable Object> headers = new HashMap<>(Map.of("task", "t", "id", "x"));
    if (count > 0) {
      headers.put("x-celeriac-deliveries", count);
    }
    return new Message(
        "[[], {}, {}]".getBytes(StandardCharsets.UTF_8),
        "application/json",
        "utf-8",
        headers,
        MessageProperties.of());
  }

  /** Notes, when it runs, what has become of the first delivery. */
  private TaskDefinition<Object> noting(List<WorkerFixture> fixture) {
    return task(
        "t",
        LATE,
        (context, arguments) ->
            runs.add(
                Objects.requireNonNull(fixture.getFirst().broker.delivered.getFirst().fate.get())));
  }

  private static void comeBackTwice(WorkerFixture fixture) {
    for (int delivery = 0; delivery < 2; delivery++) {
      fixture.broker.redeliver(message(0));
      assertThat(fixture.awaitFate(delivery)).isEqualTo(Fate.REQUEUED);
    }
  }

  private WorkerFixture fixture() {
    List<WorkerFixture> itself = new CopyOnWriteArrayList<>();
    WorkerFixture fixture = new WorkerFixture(2, noting(itself));
    itself.add(fixture);
    return fixture.start();
  }

  private static BrokerException refusal(Problem problem) {
    return new BrokerException(problem, "Not this one.");
  }

  @Test
  void a_copy_that_comes_before_its_confirm_waits_for_the_acknowledgement_of_its_original() {
    try (WorkerFixture fixture = fixture()) {
      fixture.broker.confirm = new CompletableFuture<>();
      fixture.broker.redeliver(message(1));
      await().until(() -> fixture.broker.delivered.size() == 2);
      // Another one that comes later has a slot, so that this one could have started before.
      fixture.broker.deliver(other());
      fixture.awaitState("other", "SUCCESS");
      assertThat(runs).hasSize(1);

      fixture.broker.confirm.complete(null);
      fixture.awaitState("x", "SUCCESS");
      assertThat(runs).containsExactly(Fate.HELD, Fate.ACKED);
      assertThat(fixture.awaitFate(1)).isEqualTo(Fate.ACKED);
    }
  }

  private static Message other() {
    return new Message(
        "[[], {}, {}]".getBytes(StandardCharsets.UTF_8),
        "application/json",
        "utf-8",
        Map.of("task", "t", "id", "other"),
        MessageProperties.of());
  }

  @Test
  void a_copy_that_has_come_needs_no_confirm() {
    try (WorkerFixture fixture = fixture()) {
      fixture.broker.confirm = new CompletableFuture<>();
      fixture.broker.redeliver(message(1));
      await().until(() -> fixture.broker.delivered.size() == 2);
      fixture.broker.deliver(other());
      fixture.awaitState("other", "SUCCESS");
      fixture.broker.confirm.completeExceptionally(refusal(Problem.TIMEOUT));
      fixture.awaitState("x", "SUCCESS");
      assertThat(runs).containsExactly(Fate.HELD, Fate.ACKED);
      assertThat(fixture.broker.published).hasSize(1);
    }
  }

  @Test
  void what_cannot_be_written_again_is_a_dead_letter() {
    try (WorkerFixture fixture = fixture()) {
      fixture.broker.refuse(new EncodeException("'h' has no form here"));
      fixture.broker.redeliver(message(1));
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.ACKED);
      assertThat(String.valueOf(fixture.awaitState("x", "FAILURE").result()))
          .contains("perhaps lost in 2 of its runs", "'h' has no form here");
      assertThat(fixture.broker.dead).hasSize(1);
      assertThat(runs).isEmpty();
    }
  }

  @Test
  @Tag("slow")
  void what_is_refused_three_times_is_a_dead_letter() {
    try (WorkerFixture fixture = fixture()) {
      fixture.broker.refuse(refusal(Problem.MESSAGE_REFUSED));
      comeBackTwice(fixture);
      assertThat(fixture.broker.dead).isEmpty();
      fixture.broker.redeliver(message(0));
      assertThat(fixture.awaitFate(2)).isEqualTo(Fate.ACKED);
      fixture.awaitState("x", "FAILURE");
      assertThat(fixture.broker.dead).hasSize(1);
      assertThat(runs).isEmpty();
    }
  }

  @Test
  @Tag("slow")
  void what_is_too_large_to_be_kept_is_told_of_without_its_body() {
    try (WorkerFixture fixture = fixture()) {
      fixture.broker.largest = 4;
      comeBackTwice(fixture);
      fixture.broker.redeliver(message(0));
      // For the dead-letter exchange of its queue.
      assertThat(fixture.awaitFate(2)).isEqualTo(Fate.DROPPED);
      fixture.awaitState("x", "FAILURE");
      assertThat(fixture.broker.dead)
          .singleElement()
          .satisfies(letter -> assertThat(letter.body()).isEmpty());
      assertThat(runs).isEmpty();
    }
  }

  @Test
  @Tag("slow")
  void a_worker_that_may_not_publish_copies_runs_it_as_it_came() {
    try (WorkerFixture fixture = fixture()) {
      fixture.broker.refuse(refusal(Problem.REFUSED));
      for (int delivery = 0; delivery < 3; delivery++) {
        fixture.broker.redeliver(message(0));
        assertThat(fixture.awaitFate(delivery)).isEqualTo(Fate.REQUEUED);
      }
      assertThat(runs).isEmpty();
      fixture.broker.redeliver(message(0));
      fixture.awaitState("x", "SUCCESS");
      assertThat(fixture.awaitFate(3)).isEqualTo(Fate.ACKED);
      assertThat(fixture.broker.dead).isEmpty();
    }
  }

  @Test
  void a_broker_that_counts_is_believed_the_first_time() {
    try (WorkerFixture fixture = fixture()) {
      fixture.broker.redeliver(message(0), ONCE);
      fixture.awaitState("x", "SUCCESS");
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.ACKED);
      assertThat(fixture.broker.published).isEmpty();
    }
  }

  @Test
  void a_broker_that_counts_what_only_waited_is_not_believed_beyond_the_second() {
    try (WorkerFixture fixture = fixture()) {
      fixture.broker.redeliver(message(0), OptionalInt.of(9));
      await().atMost(Duration.ofSeconds(20)).until(() -> fixture.results.find("x").isPresent());
      assertThat(fixture.broker.published)
          .singleElement()
          .satisfies(copy ->
              assertThat(copy.message().headers()).containsEntry("x-celeriac-deliveries", 2));
      assertThat(fixture.broker.dead).isEmpty();
    }
  }
}
