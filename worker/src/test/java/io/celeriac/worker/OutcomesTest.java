package io.celeriac.worker;

import static io.celeriac.worker.WorkerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.Ignore;
import io.celeriac.Reject;
import io.celeriac.Retry;
import io.celeriac.Signature;
import io.celeriac.TaskCallbacks;
import io.celeriac.TaskContext;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.TaskParameter;
import io.celeriac.spi.ResultDocument;
import io.celeriac.worker.ScriptedBroker.Fate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How each outcome is stored and settled; the table of docs/protocol/worker.md. */
class OutcomesTest {

  private static final TaskOptions LATE = TaskOptions.builder().acksLate(true).build();

  private static TaskOptions late(java.util.function.UnaryOperator<TaskOptions.Builder> more) {
    return more.apply(TaskOptions.builder().acksLate(true)).build();
  }

  static Stream<Arguments> outcomes() {
    return Stream.of(
        Arguments.of("success", LATE, Fate.ACKED, "SUCCESS"),
        Arguments.of("failure", LATE, Fate.ACKED, "FAILURE"),
        Arguments.of("failure", late(o -> o.acksOnFailure(false)), Fate.DROPPED, "FAILURE"),
        Arguments.of(
            "failure", late(o -> o.acksOnFailureOrTimeout(false)), Fate.DROPPED, "FAILURE"),
        Arguments.of("ignore", LATE, Fate.ACKED, "nothing"),
        Arguments.of("reject", LATE, Fate.DROPPED, "FAILURE"),
        Arguments.of("requeue", LATE, Fate.REQUEUED, "nothing"),
        Arguments.of("retry", LATE, Fate.ACKED, "RETRY"),
        Arguments.of(
            "soft", late(o -> o.softTimeLimit(Duration.ofMillis(50))), Fate.ACKED, "FAILURE"),
        Arguments.of("hard", late(o -> o.timeLimit(Duration.ofMillis(50))), Fate.ACKED, "FAILURE"),
        Arguments.of(
            "hard",
            late(o -> o.timeLimit(Duration.ofMillis(50)).acksOnTimeout(false)),
            Fate.REQUEUED,
            "FAILURE"),
        Arguments.of("unencodable", LATE, Fate.ACKED, "FAILURE"),
        Arguments.of("error", LATE, Fate.ACKED, "FAILURE"),
        Arguments.of("overflow", LATE, Fate.ACKED, "FAILURE"),
        Arguments.of("memory", LATE, Fate.ACKED, "FAILURE"),
        Arguments.of("failure", TaskOptions.NONE, Fate.ACKED, "FAILURE"),
        Arguments.of("reject", TaskOptions.NONE, Fate.ACKED, "FAILURE"),
        Arguments.of("requeue", TaskOptions.NONE, Fate.ACKED, "nothing"));
  }

  private static Object end(String how) throws Exception {
    return switch (how) {
      case "success" -> 5;
      case "failure" -> throw new IllegalArgumentException("bad value");
      case "ignore" -> throw new Ignore("not now");
      case "reject" -> throw new Reject("no", false);
      case "requeue" -> throw new Reject("later", true);
      case "retry" -> throw Retry.in(Duration.ofHours(1));
      case "soft", "hard" -> {
        new CountDownLatch(1).await();
        yield "never";
      }
      case "unencodable" -> Thread.currentThread();
      case "error" -> throw new AssertionError("broken");
      case "overflow" -> overflow(1);
      case "memory" -> throw new OutOfMemoryError("Java heap space");
      default -> throw new IllegalStateException(how);
    };
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int overflow(int depth) {
    return overflow(depth + 1) + 1;
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void each_outcome_is_stored_and_settled_as_celery_does(
      String how, TaskOptions options, Fate fate, String stored) {
    try (WorkerFixture fixture =
        new WorkerFixture(2, task("t", options, (context, arguments) -> end(how))).start()) {
      fixture.broker.holdBack();
      fixture.broker.queue.clear();
      fixture.app.send(Signature.of("t", Object.class));
      fixture.broker.deliver(fixture.broker.published.getFirst().message());

      assertThat(fixture.awaitFate(0)).isEqualTo(fate);
      if (stored.equals("nothing")) {
        await().until(() -> fixture.results.history.isEmpty());
      } else {
        fixture.awaitState("id-1", stored);
      }
      // The worker is alive after each of them.
      fixture.broker.deliver(fixture.broker.published.getFirst().message());
      await().until(() -> fixture.broker.delivered.size() == 2);
    }
  }

  @Test
  void a_failure_carries_pythons_class_message_and_a_traceback() {
    try (WorkerFixture fixture =
        new WorkerFixture(1, task("t", (context, arguments) -> end("failure"))).start()) {
      fixture.send(Signature.of("t", Object.class));
      ResultDocument document = fixture.awaitState("id-1", "FAILURE");
      assertThat(document.result())
          .isEqualTo(
              Map.of(
                  "exc_type", "ValueError",
                  "exc_message", List.of("bad value"),
                  "exc_module", "builtins"));
      assertThat(document.traceback())
          .startsWith("Traceback (most recent call last):")
          .endsWith("ValueError: bad value");
      assertThat(document.dateDone()).endsWith("+00:00");
    }
  }

  @Test
  void a_result_that_cannot_travel_is_a_failure_that_names_its_class() {
    try (WorkerFixture fixture =
        new WorkerFixture(1, task("t", (context, arguments) -> end("unencodable"))).start()) {
      fixture.send(Signature.of("t", Object.class));
      assertThat(String.valueOf(fixture.awaitState("id-1", "FAILURE").result()))
          .contains("EncodeError")
          .contains("java.lang.");
    }
  }

  @Test
  void ignored_results_are_not_stored_and_their_errors_only_on_request() {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "quiet",
                    TaskOptions.builder().ignoreResult(true).build(),
                    (context, arguments) -> end("failure")),
                task(
                    "loud",
                    TaskOptions.builder().ignoreResult(true).storeErrorsEvenIfIgnored(true).build(),
                    (context, arguments) -> end("failure")))
            .start()) {
      fixture.send(Signature.of("quiet", Object.class));
      fixture.send(Signature.of("loud", Object.class));
      fixture.awaitState("id-2", "FAILURE");
      assertThat(fixture.results.find("id-1")).isEmpty();
    }
  }

  @Test
  void started_is_stored_where_it_is_tracked() {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "t",
                    TaskOptions.builder().trackStarted(true).build(),
                    (context, arguments) -> 1))
            .start()) {
      fixture.send(Signature.of("t", Object.class));
      fixture.awaitState("id-1", "SUCCESS");
      assertThat(fixture.results.history.stream().map(ResultDocument::status))
          .containsExactly("STARTED", "SUCCESS");
      assertThat(String.valueOf(fixture.results.history.getFirst().result()))
          .contains("hostname=w@test")
          .contains("pid=");
    }
  }

  @Test
  void a_task_can_store_states_of_its_own() {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "t",
                    (context, arguments) -> {
                      context.updateState("PROGRESS", Map.of("done", 40));
                      return 1;
                    }))
            .start()) {
      fixture.send(Signature.of("t", Object.class));
      fixture.awaitState("id-1", "SUCCESS");
      assertThat(fixture.results.history.getFirst().status()).isEqualTo("PROGRESS");
      assertThat(fixture.results.history.getFirst().result()).isEqualTo(Map.of("done", 40L));
    }
  }

  @Test
  void callbacks_are_called_in_celerys_order() {
    WorkerFixture[] holder = new WorkerFixture[1];
    TaskCallbacks noted =
        new TaskCallbacks() {
          @Override
          public void beforeStart(TaskContext task) {
            holder[0].events.add("before " + task.request().task());
          }

          @Override
          public void onSuccess(TaskContext task, @Nullable Object result) {
            holder[0].events.add("success " + result);
          }

          @Override
          public void onFailure(TaskContext task, Throwable failure) {
            holder[0].events.add("failure " + failure.getMessage());
          }

          @Override
          public void onRetry(TaskContext task, Throwable reason) {
            holder[0].events.add("retry");
          }

          @Override
          public void afterReturn(TaskContext task, String state) {
            holder[0].events.add("after " + state);
          }
        };
    try (WorkerFixture fixture =
        new WorkerFixture(
            1,
            TaskDefinition.named("good", Object.class)
                .callbacks(noted)
                .handler((context, arguments) -> 1),
            TaskDefinition.named("bad", Object.class)
                .callbacks(noted)
                .handler((context, arguments) -> end("failure")),
            TaskDefinition.named("again", Object.class)
                .callbacks(noted)
                .handler((context, arguments) -> end("retry")))) {
      holder[0] = fixture;
      fixture.start();
      fixture.send(Signature.of("good", Object.class));
      fixture.send(Signature.of("bad", Object.class));
      fixture.send(Signature.of("again", Object.class));
      await().until(() -> fixture.events.contains("after RETRY"));
      assertThat(fixture.events)
          .containsExactly(
              "before good",
              "success 1",
              "after SUCCESS",
              "before bad",
              "failure bad value",
              "after FAILURE",
              "before again",
              "retry",
              "after RETRY");
    }
  }

  @Test
  void interceptors_stand_around_every_task_the_first_outermost() {
    List<String> order = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                builder ->
                    builder
                        .intercept((task, next) -> {
                          order.add("outer in");
                          Object value = next.proceed();
                          order.add("outer out");
                          return value;
                        })
                        .intercept((task, next) -> {
                          order.add("inner");
                          return next.proceed();
                        }),
                task(
                    "t",
                    (context, arguments) -> {
                      order.add("body " + TaskContext.current().orElseThrow().request().id());
                      return 1;
                    }))
            .start()) {
      fixture.send(Signature.of("t", Object.class));
      fixture.awaitState("id-1", "SUCCESS");
      assertThat(order).containsExactly("outer in", "inner", "body id-1", "outer out");
    }
  }

  @Test
  void callbacks_and_chains_carry_the_result_on_with_the_lineage() {
    TaskDefinition<Object> add =
        TaskDefinition.named("add", Object.class)
            .parameter(TaskParameter.required("x", int.class))
            .parameter(TaskParameter.required("y", int.class))
            .handler((context, arguments) -> arguments.intAt(0) + arguments.intAt(1));
    try (WorkerFixture fixture = new WorkerFixture(1, add).start()) {
      fixture.send(
          Signature.of("add", Object.class, 1, 2)
              .link(Signature.of("add", Object.class, 10).taskId("callback"))
              .option(
                  "chain",
                  List.of(
                      Signature.of("add", Object.class, 1000).taskId("last"),
                      Signature.of("add", Object.class, 100).taskId("next"))));
      assertThat(fixture.awaitState("callback", "SUCCESS").result()).isEqualTo(13L);
      assertThat(fixture.awaitState("next", "SUCCESS").result()).isEqualTo(103L);
      ResultDocument last = fixture.awaitState("last", "SUCCESS");
      assertThat(last.result()).isEqualTo(1103L);
      assertThat(last.parentId()).isEqualTo("next");
      assertThat(fixture.results.find("id-1").orElseThrow().children()).hasSize(2);
    }
  }

  @Test
  void error_callbacks_are_called_with_the_id_of_the_failed_task() {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task("t", (context, arguments) -> end("failure")),
                TaskDefinition.named("onerror", Object.class)
                    .parameter(TaskParameter.required("id", String.class))
                    .handler((context, arguments) -> "saw " + arguments.at(0)))
            .start()) {
      fixture.send(
          Signature.of("t", Object.class)
              .linkError(Signature.of("onerror", Object.class).taskId("errback")));
      assertThat(fixture.awaitState("errback", "SUCCESS").result()).isEqualTo("saw id-1");
    }
  }

  @Test
  void a_late_acked_message_goes_back_when_its_result_cannot_be_stored() {
    try (WorkerFixture fixture =
        new WorkerFixture(1, task("t", LATE, (context, arguments) -> 1)).start()) {
      fixture.results.away = true;
      fixture.send(Signature.of("t", Object.class));
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.REQUEUED);
    }
  }

  @Test
  void what_a_task_sends_knows_its_parent_and_root() {
    try (WorkerFixture fixture =
        new WorkerFixture(
                1,
                task(
                    "parent",
                    (context, arguments) ->
                        context.app().send(Signature.of("child", Object.class)).id()),
                task("child", (context, arguments) -> context.request().rootId()))
            .start()) {
      fixture.send(Signature.of("parent", Object.class));
      ResultDocument child = fixture.awaitState("id-2", "SUCCESS");
      assertThat(child.parentId()).isEqualTo("id-1");
      assertThat(child.result()).isEqualTo("id-1");
      assertThat(Optional.ofNullable(fixture.awaitState("id-1", "SUCCESS").children()))
          .hasValueSatisfying(children -> assertThat(children).hasSize(1));
    }
  }
}
