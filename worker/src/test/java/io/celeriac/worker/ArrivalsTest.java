package io.celeriac.worker;

import static io.celeriac.worker.WorkerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.Signature;
import io.celeriac.TaskOptions;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.worker.ScriptedBroker.Fate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArrivalsTest {

  private static Message message(String body, String contentType, Map<String, Object> moreHeaders) {
    Map<String, Object> headers = new HashMap<>(Map.of("task", "t", "id", "x-1"));
    headers.putAll(moreHeaders);
    return new Message(
        body.getBytes(StandardCharsets.UTF_8),
        contentType,
        "utf-8",
        headers,
        MessageProperties.of());
  }

  static Stream<Arguments> badMessages() {
    String json = "application/json";
    return Stream.of(
        Arguments.of("a body that is no JSON", message("{", json, Map.of()), Fate.ACKED),
        Arguments.of("a body of two members", message("[[], {}]", json, Map.of()), Fate.DROPPED),
        Arguments.of("a body that is a number", message("7", json, Map.of()), Fate.DROPPED),
        Arguments.of(
            "an eta that is no time",
            message("[[], {}, {}]", json, Map.of("eta", "soon")),
            Fate.DROPPED),
        Arguments.of(
            "pickle", message("x", "application/x-python-serialize", Map.of()), Fate.DROPPED),
        Arguments.of("an unknown type", message("x", "application/x-what", Map.of()), Fate.DROPPED),
        Arguments.of(
            "an unknown compression",
            message("[[], {}, {}]", json, Map.of("compression", "application/x-what")),
            Fate.ACKED),
        Arguments.of(
            "kwargs that are a list", message("[[], [], {}]", json, Map.of()), Fate.DROPPED),
        Arguments.of(
            "no task at all",
            new Message(
                "[1]".getBytes(StandardCharsets.UTF_8),
                json,
                "utf-8",
                Map.of(),
                MessageProperties.of()),
            Fate.DROPPED),
        Arguments.of(
            "no content type",
            new Message(
                "[[], {}, {}]".getBytes(StandardCharsets.UTF_8),
                null,
                null,
                Map.of("task", "t", "id", "x"),
                MessageProperties.of()),
            Fate.DROPPED),
        Arguments.of(
            "brackets a million deep",
            message("[".repeat(1_000_000), json, Map.of()),
            Fate.DROPPED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badMessages")
  void without_a_dead_letter_queue_a_bad_message_is_settled_as_celery_does(
      String what, Message message, Fate fate) {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                app -> app.set("celeriac_dead_letter_queue", ""),
                task("t", (context, arguments) -> "ran"))
            .start()) {
      fixture.broker.deliver(message);
      assertThat(fixture.awaitFate(0)).describedAs(what).isEqualTo(fate);
      fixture.send(Signature.of("t", Object.class));
      fixture.awaitState("id-1", "SUCCESS");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badMessages")
  void a_bad_message_is_a_dead_letter_with_its_reason_and_the_worker_goes_on(
      String what, Message message, Fate ignored) {
    try (WorkerFixture fixture =
        new WorkerFixture(1, task("t", (context, arguments) -> "ran")).start()) {
      fixture.broker.deliver(message);
      assertThat(fixture.awaitFate(0)).describedAs(what).isEqualTo(Fate.ACKED);
      Message dead = fixture.broker.dead.getFirst();
      assertThat(dead.body()).isEqualTo(message.body());
      assertThat(dead.headers()).containsAllEntriesOf(message.headers());
      assertThat((Map<?, ?>) dead.headers().get("celeriac_dead_letter"))
          .extracting("reason", "worker", "queue", "attempts")
          .containsExactly("malformed", "w@test", "celery", 1);
      fixture.send(Signature.of("t", Object.class));
      fixture.awaitState("id-1", "SUCCESS");
    }
  }

  @Test
  void a_bad_message_stays_while_nobody_takes_the_dead_letter() {
    try (WorkerFixture fixture = new WorkerFixture(1).start()) {
      fixture.broker.refuse();
      fixture.broker.deliver(message("7", "application/json", Map.of()));
      fixture.broker.deliver(message("8", "application/json", Map.of()));
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.REQUEUED);
      assertThat(fixture.awaitFate(1)).isEqualTo(Fate.REQUEUED);
    }
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.CsvSource({"dead-letter, ACKED, 1", "discard, DROPPED, 0"})
  void an_unregistered_task_is_recorded(String policy, Fate fate, int dead) {
    try (WorkerFixture fixture =
        new WorkerFixture(1, app -> app.set("celeriac_unknown_task", policy)).start()) {
      fixture.send(Signature.of("proj.nowhere", Object.class));
      assertThat(fixture.awaitFate(0)).isEqualTo(fate);
      assertThat(fixture.broker.dead).hasSize(dead);
      assertThat(fixture.awaitState("id-1", "FAILURE").result())
          .isEqualTo(
              Map.of(
                  "exc_type", "NotRegistered",
                  "exc_message", List.of("proj.nowhere"),
                  "exc_module", "celery.exceptions"));
    }
  }

  @Test
  void an_unregistered_task_is_handed_back_until_its_time_is_over() {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                app ->
                    app.set("celeriac_unknown_task", "delay")
                        .set("celeriac_unknown_task_delay", "50ms")
                        .set("celeriac_unknown_task_timeout", "1500ms"))
            .start()) {
      fixture.send(Signature.of("proj.nowhere", Object.class));
      fixture.awaitState("id-1", "FAILURE");
      assertThat(fixture.broker.dead).hasSize(1);
      int times = fixture.broker.published.size();
      assertThat(times).isGreaterThan(2);
      assertThat((Map<?, ?>) fixture.broker.dead.getFirst().headers().get("celeriac_dead_letter"))
          .extracting("reason", "attempts", "id")
          .containsExactly("unknown-task", times, "id-1");
      assertThat(fixture.broker.dead.getFirst().headers().keySet())
          .noneMatch(name -> name.startsWith("x-celeriac-"));
      assertThat(fixture.broker.delivered).allMatch(sent -> sent.fate.get() == Fate.ACKED);
    }
  }

  @Test
  void an_alias_is_as_good_as_the_name() {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                io.celeriac.TaskDefinition.named("new.name", Object.class)
                    .alias("old.name")
                    .handler((context, arguments) -> context.request().task()))
            .start()) {
      fixture.send(Signature.of("old.name", Object.class));
      assertThat(fixture.awaitState("id-1", "SUCCESS").result()).isEqualTo("old.name");
    }
  }

  @Test
  void a_task_waits_for_its_time_and_raises_the_prefetch_meanwhile() {
    try (WorkerFixture fixture =
        new WorkerFixture(2, task("t", (context, arguments) -> String.valueOf(Instant.now())))
            .start()) {
      Instant due = Instant.now().plusMillis(400);
      fixture.send(Signature.of("t", Object.class).eta(due));
      await().until(() -> fixture.broker.prefetches.contains(9));
      Instant ran = Instant.parse(String.valueOf(fixture.awaitState("id-1", "SUCCESS").result()));
      assertThat(ran).isAfterOrEqualTo(due);
      assertThat(fixture.broker.prefetches.getFirst()).isEqualTo(8);
      await().until(() -> fixture.broker.prefetches.getLast() == 8);
    }
  }

  @Test
  void an_expired_task_is_recorded_as_revoked_and_done_with() {
    try (WorkerFixture fixture =
        new WorkerFixture(1, task("t", (context, arguments) -> "ran")).start()) {
      fixture.send(Signature.of("t", Object.class).expires(Instant.now().minusSeconds(1)));
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.ACKED);
      assertThat(String.valueOf(fixture.awaitState("id-1", "REVOKED").result()))
          .contains("TaskRevokedError")
          .contains("expired");
    }
  }

  @Test
  void a_task_that_expires_while_it_waits_for_a_slot_does_not_run() {
    java.util.concurrent.CountDownLatch release = new java.util.concurrent.CountDownLatch(1);
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "t",
                    (context, arguments) -> {
                      release.await();
                      return "ran";
                    }))
            .start()) {
      fixture.send(Signature.of("t", Object.class));
      fixture.send(Signature.of("t", Object.class).expires(Duration.ofMillis(300)));
      await().until(() -> fixture.broker.delivered.size() == 2);
      Instant expired = Instant.now().plusMillis(300);
      await().until(() -> Instant.now().isAfter(expired));
      release.countDown();
      fixture.awaitState("id-2", "REVOKED");
    } finally {
      release.countDown();
    }
  }

  @Test
  void early_acks_do_not_let_more_tasks_run_than_the_concurrency_says() {
    java.util.concurrent.atomic.AtomicInteger running =
        new java.util.concurrent.atomic.AtomicInteger();
    java.util.concurrent.atomic.AtomicInteger most =
        new java.util.concurrent.atomic.AtomicInteger();
    try (WorkerFixture fixture =
        new WorkerFixture(
                3,
                task(
                    "t",
                    (context, arguments) -> {
                      most.accumulateAndGet(running.incrementAndGet(), Math::max);
                      context.sleep(Duration.ofMillis(5));
                      running.decrementAndGet();
                      return 1;
                    }))
            .start()) {
      for (int i = 0; i < 60; i++) {
        fixture.send(Signature.of("t", Object.class));
      }
      fixture.awaitState("id-60", "SUCCESS");
      await().until(() -> fixture.results.history.size() == 60);
      assertThat(most.get()).isEqualTo(3);
    }
  }

  @Test
  void a_late_acked_message_is_held_until_its_task_has_ended() {
    java.util.concurrent.CountDownLatch release = new java.util.concurrent.CountDownLatch(1);
    java.util.concurrent.CountDownLatch running = new java.util.concurrent.CountDownLatch(2);
    try (WorkerFixture fixture =
        new WorkerFixture(
                2,
                task(
                    "late",
                    TaskOptions.builder().acksLate(true).build(),
                    (context, arguments) -> {
                      running.countDown();
                      release.await();
                      return 1;
                    }),
                task(
                    "early",
                    (context, arguments) -> {
                      running.countDown();
                      release.await();
                      return 1;
                    }))
            .start()) {
      fixture.send(Signature.of("late", Object.class));
      fixture.send(Signature.of("early", Object.class));
      await().until(() -> running.getCount() == 0);
      assertThat(fixture.broker.delivered.get(0).fate.get()).isEqualTo(Fate.HELD);
      assertThat(fixture.broker.delivered.get(1).fate.get()).isEqualTo(Fate.ACKED);
      release.countDown();
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.ACKED);
    } finally {
      release.countDown();
    }
  }
}
