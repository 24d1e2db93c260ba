package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.protocol.Message;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.ResultDocument;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Messages that are delivered again although their task has succeeded. */
class DuplicatesTest {

  private static final TaskOptions LATE = TaskOptions.builder().acksLate(true).build();

  private final AtomicInteger runs = new AtomicInteger();
  private final TaskDefinition<Object> late =
      WorkerFixture.task("late", LATE, (context, arguments) -> runs.incrementAndGet());
  private final TaskDefinition<Object> early =
      WorkerFixture.task("early", (context, arguments) -> runs.incrementAndGet());

  private WorkerFixture fixture(boolean wanted) {
    return new WorkerFixture(
            1,
            app ->
                app.set("worker_deduplicate_successful_tasks", wanted)
                    // What is asked here is the same of a copy that counts deliveries.
                    .set("celeriac_max_deliveries", 0),
            late,
            early)
        .start();
  }

  /** The message of a call, which is not delivered by itself. */
  private static Message message(WorkerFixture fixture, Signature<?> call) {
    fixture.broker.holdBack();
    fixture.send(call);
    return fixture.broker.published.getLast().message();
  }

  private static ScriptedBroker.Fate deliver(
      WorkerFixture fixture, Message message, boolean again) {
    ScriptedBroker.Sent sent =
        fixture.broker.new Sent(message, new DeliveryInfo("", "celery", "celery", again));
    fixture.broker.queue.add(sent);
    await().until(() -> sent.fate.get() != ScriptedBroker.Fate.HELD);
    return Objects.requireNonNull(sent.fate.get());
  }

  private static void store(WorkerFixture fixture, String id, List<Object> children) {
    fixture.results.store(
        new ResultDocument(
            id, "SUCCESS", "first", null, List.copyOf(children), null, null, null, Map.of()));
  }

  @Test
  void what_succeeded_here_is_acknowledged_and_not_run_again() {
    try (WorkerFixture fixture = fixture(true)) {
      Message message = message(fixture, late.call());
      assertThat(deliver(fixture, message, false)).isEqualTo(ScriptedBroker.Fate.ACKED);
      fixture.results.away = true; // its word is not needed

      assertThat(deliver(fixture, message, true)).isEqualTo(ScriptedBroker.Fate.ACKED);

      assertThat(runs).hasValue(1);
      // Its slot is free again.
      fixture.results.away = false;
      assertThat(deliver(fixture, message(fixture, late.call()), false))
          .isEqualTo(ScriptedBroker.Fate.ACKED);
      assertThat(runs).hasValue(2);
    }
  }

  @Test
  void what_succeeded_elsewhere_is_not_run_and_what_follows_it_is_sent() {
    try (WorkerFixture fixture = fixture(true)) {
      Message message = message(fixture, late.call().link(early.call()));
      store(fixture, "id-1", List.of());

      assertThat(deliver(fixture, message, true)).isEqualTo(ScriptedBroker.Fate.ACKED);

      assertThat(runs).hasValue(0);
      assertThat(fixture.results.find("id-1").orElseThrow().result()).isEqualTo("first");
      assertThat(fixture.broker.published)
          .last()
          .satisfies(sent -> {
            assertThat(sent.message().headers()).containsEntry("task", "early");
            assertThat(new String(sent.message().body(), StandardCharsets.UTF_8))
                .startsWith("[[\"first\"]");
          });
    }
  }

  @Test
  void what_has_sent_its_callbacks_sends_them_once() {
    try (WorkerFixture fixture = fixture(true)) {
      Message message = message(fixture, late.call().link(early.call()));
      store(fixture, "id-1", List.of(List.of(List.of("child", ""), "")));
      int before = fixture.broker.published.size();

      assertThat(deliver(fixture, message, true)).isEqualTo(ScriptedBroker.Fate.ACKED);

      assertThat(runs).hasValue(0);
      assertThat(fixture.broker.published).hasSize(before);
    }
  }

  @Test
  void what_cannot_be_carried_on_goes_back_to_its_queue() {
    try (WorkerFixture fixture = fixture(true)) {
      Message message = message(fixture, late.call().link(early.call()));
      store(fixture, "id-1", List.of());
      fixture.broker.refuse();

      assertThat(deliver(fixture, message, true)).isEqualTo(ScriptedBroker.Fate.REQUEUED);

      assertThat(runs).hasValue(0);
    }
  }

  @Test
  void only_what_is_acknowledged_late_and_delivered_again_is_asked_after() {
    try (WorkerFixture fixture = fixture(true)) {
      Message first = message(fixture, late.call());
      store(fixture, "id-1", List.of());
      Message second = message(fixture, early.call());
      store(fixture, "id-2", List.of());

      deliver(fixture, first, false);
      deliver(fixture, second, true);

      await().until(() -> runs.get() == 2);
    }
  }

  @Test
  void without_the_setting_everything_runs_again() {
    try (WorkerFixture fixture = fixture(false)) {
      Message message = message(fixture, late.call());
      deliver(fixture, message, false);
      deliver(fixture, message, true);

      assertThat(runs).hasValue(2);
    }
  }
}
