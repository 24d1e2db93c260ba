package io.celeriac.worker;

import static io.celeriac.Canvas.chain;
import static io.celeriac.Canvas.chord;
import static io.celeriac.Canvas.chunks;
import static io.celeriac.Canvas.group;
import static io.celeriac.Canvas.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.GroupResult;
import io.celeriac.Retry;
import io.celeriac.Signature;
import io.celeriac.Step;
import io.celeriac.TaskContext;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskFailedException;
import io.celeriac.TaskOptions;
import io.celeriac.TaskParameter;
import io.celeriac.TaskRequest;
import io.celeriac.TaskRevokedError;
import io.celeriac.TypeRef;
import io.celeriac.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workflows from end to end, typed, with a worker in the same process. */
class WorkflowsTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private Celery app = Celery.named("not opened yet").broker("memory://none").build();
  private Worker worker = app.worker().build();

  private static Signature<Integer> add(int x, int y) {
    return Signature.of("add", Integer.class, x, y);
  }

  private static Step<Integer, Integer> addTo(int y) {
    return new Step<>(Signature.of("add", Integer.class, y));
  }

  private static Step<List<Integer>, Integer> sum() {
    return new Step<>(Signature.of("sum", Integer.class));
  }

  private static Signature<Integer> fail() {
    return Signature.of("fail", Integer.class);
  }

  private static Signature<Object> note(String text) {
    return Signature.of("note", Object.class, text);
  }

  private List<TaskDefinition<?>> tasks() {
    return List.of(
        TaskDefinition.of("add", Integer.class, Integer.class, Integer.class, Integer::sum),
        TaskDefinition.named("sum", Integer.class)
            .parameter(TaskParameter.required("values", new TypeRef<List<Integer>>() {}.type()))
            .handler((task, arguments) ->
                ((List<?>) Objects.requireNonNull(arguments.at(0)))
                    .stream().mapToInt(each -> ((Number) each).intValue()).sum()),
        TaskDefinition.named("fail", Integer.class)
            .parameter(TaskParameter.rest("args", Object.class))
            .handler((task, arguments) -> {
              throw new IllegalArgumentException("no good");
            }),
        TaskDefinition.named("note", Object.class)
            .parameter(TaskParameter.rest("what", Object.class))
            .bound()
            .handler((task, arguments) -> {
              ((List<?>) Objects.requireNonNull(arguments.at(0)))
                  .forEach(each -> seen.add(String.valueOf(each)));
              return null;
            }),
        TaskDefinition.named("explain", Object.class)
            .parameter(TaskParameter.required("request", TaskRequest.class))
            .parameter(TaskParameter.required("failure", Throwable.class))
            .parameter(TaskParameter.nullable("traceback", String.class))
            .handler((task, arguments) -> {
              seen.add(
                  arguments.required(0, TaskRequest.class).id()
                      + " "
                      + arguments.required(1, Throwable.class).getMessage());
              return null;
            }),
        TaskDefinition.named("retry_once", Integer.class)
            .parameter(TaskParameter.nullable("x", Integer.class))
            .options(TaskOptions.builder().maxRetries(1).build())
            .bound()
            .handler((task, arguments) -> {
              if (task.request().retries() == 0) {
                throw Retry.in(Duration.ZERO);
              }
              return 10;
            }),
        TaskDefinition.named("replaced", Object.class)
            .parameter(TaskParameter.required("signature", Signature.class))
            .bound()
            .handler((task, arguments) -> {
              throw task.replace((Signature<?>) Objects.requireNonNull(arguments.at(0)));
            }),
        TaskDefinition.named("extended", Integer.class)
            .parameter(TaskParameter.required("more", Integer.class))
            .bound()
            .handler((task, arguments) -> {
              for (int i = 0; i < arguments.intAt(0); i++) {
                AsyncResult<Integer> part = task.addToChord(add(100, i));
                seen.add(part.id());
              }
              return 1;
            }),
        TaskDefinition.named("waits", Object.class)
            .parameter(TaskParameter.required("allowed", Boolean.class))
            .bound()
            .handler((task, arguments) -> {
              AsyncResult<Integer> other = task.app().send(add(1, 1));
              return arguments.booleanAt(0)
                  ? TaskContext.allowJoinResult(() -> other.get(SOON))
                  : other.get(SOON);
            }));
  }

  @BeforeEach
  void start() {
    app =
        Celery.named("test")
            .broker("memory://" + UUID.randomUUID())
            .resultBackend("memory://" + UUID.randomUUID())
            .set("result_extended", true)
            .tasks(tasks())
            .build();
    worker = app.worker().concurrency(4).start();
  }

  @AfterEach
  void stop() {
    worker.shutdown(Worker.Shutdown.COLD);
    worker.close();
    app.close();
  }

  @Test
  void a_chain_passes_each_result_to_the_next_step() throws Exception {
    AsyncResult<Integer> result = app.send(chain(add(2, 2), addTo(4), addTo(8)));

    assertThat(result.get(SOON)).isEqualTo(16);
    AsyncResult<?> second = result.parent().orElseThrow();
    assertThat(second.get(SOON)).isEqualTo(8);
    assertThat(second.parent().orElseThrow().get(SOON)).isEqualTo(4);
    assertThat(second.children()).containsExactly(result);
  }

  @Test
  void a_failing_step_fails_those_after_it_with_its_own_exception() {
    AsyncResult<Integer> result = app.send(chain(add(1, 1), new Step<>(fail()), addTo(1)));

    assertThatThrownBy(() -> result.get(SOON))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> {
              assertThat(e.type()).isEqualTo("ValueError");
              assertThat(e.arguments()).containsExactly("no good");
            });
    await().atMost(SOON).until(result::failed);
  }

  @Test
  void a_group_results_in_the_list_of_its_members_results() throws Exception {
    GroupResult<Integer> result = app.send(group(add(1, 1), add(2, 2), add(3, 3)));

    assertThat(result.get(SOON)).containsExactly(2, 4, 6);
    assertThat(result.completedCount()).isEqualTo(3);
    assertThat(result.successful()).isTrue();
    assertThat(result.state()).isEqualTo("SUCCESS");
  }

  @Test
  void members_of_a_group_come_in_the_order_in_which_they_end() {
    List<Signature<Integer>> members = new ArrayList<>();
    IntStream.range(0, 250).forEach(i -> members.add(add(i, 0)));
    members.add(fail());

    try (var ended = app.send(group(members)).inCompletionOrder(SOON)) {
      List<AsyncResult.Ended<Integer>> all = ended.toList();
      assertThat(all.stream().flatMap(each -> each.value().stream()))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 250).boxed().toList());
      assertThat(all.stream().flatMap(each -> each.failure().stream()))
          .singleElement()
          .isInstanceOf(TaskFailedException.class);
    }
  }

  @Test
  void a_saved_group_is_found_by_its_id() throws Exception {
    GroupResult<Integer> result = app.send(group(add(1, 1), add(2, 2))).save();

    GroupResult<Integer> again = app.restoreGroup(result.id(), Integer.class).orElseThrow();

    assertThat(again.get(SOON)).containsExactly(2, 4);
    again.delete();
    assertThat(app.restoreGroup(result.id(), Integer.class)).isEmpty();
  }

  @Test
  void a_chord_gives_its_body_the_results_of_its_header() throws Exception {
    assertThat(app.send(chord(group(add(1, 1), add(2, 2)), sum())).get(SOON)).isEqualTo(6);
  }

  @Test
  void a_chord_of_a_thousand_joins_once() throws Exception {
    List<Signature<Integer>> header = new ArrayList<>();
    IntStream.range(0, 1000).forEach(i -> header.add(add(i, i)));

    AsyncResult<Integer> result = app.send(chord(group(header), sum()));

    assertThat(result.get(SOON)).isEqualTo(999_000);
  }

  @Test
  void workflows_nest_to_any_depth() throws Exception {
    Signature<Integer> inner = chord(group(add(1, 1), add(2, 2)), sum());
    Signature<Integer> middle = chord(group(inner, chain(add(1, 1), addTo(1))), sum());
    Signature<Integer> outer = chain(middle, Canvas3.twice(addTo(1), addTo(2)), sum(), addTo(100));

    assertThat(app.send(outer).get(SOON)).isEqualTo((9 + 1) + (9 + 2) + 100);
  }

  /** A step of two steps side by side; the compiler infers more with a name for it. */
  private static final class Canvas3 {
    static Step<Integer, List<Integer>> twice(
        Step<Integer, Integer> one, Step<Integer, Integer> other) {
      return group(one, other);
    }
  }

  @Test
  void a_chain_may_end_in_a_group() throws Exception {
    AsyncResult<List<Integer>> result =
        app.send(chain(add(2, 2), Canvas3.twice(addTo(0), addTo(1))));

    assertThat(result).isInstanceOf(GroupResult.class);
    assertThat(result.get(SOON)).containsExactly(4, 5);
  }

  @Test
  void a_failing_header_fails_the_body_and_calls_its_error_callbacks() {
    Signature<Integer> workflow =
        chord(group(add(1, 1), fail()), sum())
            .linkError(Signature.of("explain", Object.class))
            .linkError(note("gone").immutable());
    AsyncResult<Integer> result = app.send(workflow);
    String culprit = ((GroupResult<?>) result.parent().orElseThrow()).results().get(1).id();

    assertThatThrownBy(() -> result.await(SOON).failure().ifPresent(e -> sneak(e)))
        .isInstanceOf(TaskFailedException.class);
    await().atMost(SOON).until(result::failed);
    assertThatThrownBy(result::result)
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> {
              assertThat(e.type()).isEqualTo("ChordError");
              assertThat(e.module()).isEqualTo("celery.exceptions");
              assertThat(e.arguments())
                  .containsExactly("Dependency " + culprit + " raised ValueError('no good')");
            });
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(seen)
                .containsExactlyInAnyOrder(
                    result.id() + " Dependency " + culprit + " raised ValueError('no good')",
                    "gone"));
  }

  private static void sneak(RuntimeException e) {
    throw e;
  }

  @Test
  void a_chord_with_an_expired_part_fails() {
    // A broker without time-outs of its own, so that it is the worker who finds out.
    try (Celery other =
            Celery.named("test")
                .transport(new ScriptedBroker())
                .set("worker_enable_remote_control", false)
                .resultBackend("memory://" + UUID.randomUUID())
                .tasks(tasks())
                .build();
        Worker its = other.worker().concurrency(4).withoutMingle().start()) {
      Signature<Integer> late = add(1, 1).expires(Instant.EPOCH);
      AsyncResult<Integer> result = other.send(chord(group(add(1, 1), late), sum()));

      await().atMost(SOON).until(result::failed);
      assertThat(result.info().toString()).contains("TaskRevokedError('expired')");
      assertThatThrownBy(() -> result.get(SOON)).isInstanceOf(TaskRevokedError.class);
      its.shutdown(Worker.Shutdown.COLD);
    }
  }

  @Test
  void an_unknown_task_fails_the_rest_of_its_chain() {
    AsyncResult<Integer> result = app.send(chain(Signature.of("nowhere", Integer.class), addTo(1)));

    assertThatThrownBy(() -> result.get(SOON))
        .isInstanceOfSatisfying(
            TaskFailedException.class, e -> assertThat(e.type()).isEqualTo("NotRegistered"));
    await().atMost(SOON).until(result::failed);
  }

  @Test
  void a_retry_in_a_workflow_keeps_its_place() throws Exception {
    Step<Integer, Integer> retried = new Step<>(Signature.of("retry_once", Integer.class));

    assertThat(
            app.send(chord(group(chain(add(1, 1), retried), add(2, 2)), sum()).then(addTo(1)))
                .get(SOON))
        .isEqualTo(15);
  }

  @Test
  void what_replaces_a_task_has_its_id_and_its_place() throws Exception {
    Signature<Integer> replaced =
        Signature.of("replaced", Integer.class, chain(add(1, 2), addTo(3)));

    AsyncResult<Integer> result = app.send(chain(replaced, addTo(10)));

    assertThat(result.get(SOON)).isEqualTo(16);
    assertThat(result.parent().orElseThrow().get(SOON)).isEqualTo(6);
  }

  @Test
  void a_group_that_replaces_a_task_results_in_the_list() throws Exception {
    AsyncResult<Object> result =
        app.send(Signature.of("replaced", Object.class, group(add(1, 2), add(3, 4)).signature()));

    assertThat(result.get(SOON)).isEqualTo(List.of(3L, 7L));
  }

  @Test
  void an_empty_chain_cannot_replace_a_task() {
    AsyncResult<Object> result = app.send(Signature.of("replaced", Object.class, chain(List.of())));

    assertThatThrownBy(() -> result.get(SOON))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> {
              assertThat(e.type()).isEqualTo("ImproperlyConfigured");
              assertThat(e.arguments()).containsExactly("Cannot replace with an empty chain");
            });
  }

  @Test
  void a_header_task_can_add_parts_to_its_chord() throws Exception {
    AsyncResult<Integer> result =
        app.send(chord(group(Signature.of("extended", Integer.class, 3), add(1, 1)), sum()));

    assertThat(result.get(SOON)).isEqualTo(1 + 2 + 100 + 101 + 102);
    assertThat(seen).hasSize(3);
  }

  @Test
  void a_map_calls_a_task_for_each_item_and_chunks_split_the_calls() throws Exception {
    assertThat(app.send(map(sum(), List.of(List.of(1, 2), List.of(3)))).get(SOON))
        .containsExactly(3, 3);
    assertThat(
            app.send(
                    chunks(
                        Signature.of("add", Integer.class),
                        List.of(List.of(1, 1), List.of(2, 2), List.of(3, 3)),
                        2))
                .get(SOON))
        .containsExactly(List.of(2, 4), List.of(6));
  }

  @Test
  void waiting_inside_a_task_is_refused_unless_allowed() throws Exception {
    assertThatThrownBy(() -> app.send(Signature.of("waits", Object.class, false)).get(SOON))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("can lock up the worker");
    assertThat(app.send(Signature.of("waits", Object.class, true)).get(SOON)).isEqualTo(2L);
  }

  @Test
  void everything_that_a_task_led_to_can_be_collected() throws Exception {
    AsyncResult<Integer> result = app.send(add(1, 2).link(addTo(3)).link(note("done").immutable()));
    assertThat(result.get(SOON)).isEqualTo(3);

    List<Object> values =
        result
            .collect(SOON)
            .flatMap(each -> each.value().stream())
            .filter(Integer.class::isInstance)
            .toList();

    assertThat(values).contains(3);
  }

  @Test
  void a_stamp_is_stored_with_the_extended_result() throws Exception {
    AsyncResult<Integer> result = app.send(add(1, 2).stamp("customer", 42));

    assertThat(result.get(SOON)).isEqualTo(3);
    Map<String, Object> extended = new java.util.HashMap<>(result.extended());
    assertThat(extended).containsEntry("stamped_headers", List.of("customer"));
    assertThat(extended).containsEntry("customer", 42L);
  }

  @Test
  void a_result_that_is_ignored_is_not_waited_for() throws Exception {
    AsyncResult<Integer> result = app.send(add(1, 2).ignoreResult(true));

    assertThat(result.ignored()).isTrue();
    assertThat((Object) result.get(SOON)).isNull();
  }

  @Test
  void a_result_that_the_task_ignores_is_not_waited_for() throws Exception {
    TaskDefinition<Integer> forgetful =
        TaskDefinition.named("forgetful", Integer.class)
            .options(TaskOptions.builder().ignoreResult(true).build())
            .handler((task, arguments) -> 1);

    AsyncResult<Integer> result = app.send(forgetful.call());

    assertThat(result.ignored()).isTrue();
    assertThat((Object) result.get(SOON)).isNull();
  }
}
