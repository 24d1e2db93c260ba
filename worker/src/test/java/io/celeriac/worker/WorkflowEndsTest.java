package io.celeriac.worker;

import static io.celeriac.Canvas.chain;
import static io.celeriac.Canvas.chord;
import static io.celeriac.Canvas.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import io.celeriac.GroupResult;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskParameter;
import io.celeriac.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How workflows of untyped tasks end: in failure, or around parts that are empty. */
class WorkflowEndsTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final List<String> seen = new CopyOnWriteArrayList<>();

  private static Signature<Object> echo(Object... args) {
    return Signature.of("echo", Object.class, args);
  }

  private static Signature<Object> note(String text) {
    return Signature.of("note", Object.class, text);
  }

  private static Signature<Object> fail() {
    return Signature.of("fail", Object.class);
  }

  private List<TaskDefinition<?>> tasks() {
    return List.of(
        TaskDefinition.named("echo", Object.class)
            .parameter(TaskParameter.nullable("x", Object.class))
            .handler((task, arguments) -> arguments.at(0)),
        TaskDefinition.named("fail", Object.class)
            .parameter(TaskParameter.rest("args", Object.class))
            .handler((task, arguments) -> {
              throw new IllegalArgumentException("no good");
            }),
        TaskDefinition.named("note", Object.class)
            .parameter(TaskParameter.rest("texts", Object.class))
            .bound()
            .handler((task, arguments) -> {
              List<?> texts = (List<?>) Objects.requireNonNull(arguments.at(0));
              seen.add(String.valueOf(texts.getLast()));
              return texts.getLast();
            }));
  }

  /** A worker and its app, of which a test has need. */
  private interface Body {
    void run(Celery app) throws Exception;
  }

  private void withWorker(UnaryOperator<CeleryBuilder> config, Body body) throws Exception {
    String name = UUID.randomUUID().toString();
    try (Celery app =
            config.apply(Celery.named("test").broker("memory://" + name).tasks(tasks())).build();
        Worker worker = app.worker().concurrency(1).start()) {
      body.run(app);
      worker.shutdown(Worker.Shutdown.COLD);
    }
  }

  private void withResults(Body body) throws Exception {
    withWorker(builder -> builder.resultBackend("memory://" + UUID.randomUUID()), body);
  }

  private static void awaitFailure(Celery app, String id, String type) {
    AsyncResult<Object> result = app.result(id, Object.class);
    await().atMost(SOON).until(result::failed);
    assertThat((Map<?, ?>) result.info().orElseThrow()).extracting("exc_type").isEqualTo(type);
  }

  @Test
  void error_callbacks_are_called_along_a_chain_without_a_result_backend() throws Exception {
    withWorker(
        builder -> builder,
        app -> {
          app.send(chain(echo(1), fail().linkError(note("errback").immutable()), note("never")));
          app.send(note("last"));

          await().atMost(SOON).until(() -> seen.contains("last"));
          await().atMost(SOON).until(() -> seen.contains("errback"));
          assertThat(seen).doesNotContain("never");
        });
  }

  @Test
  void a_failure_in_a_group_amid_a_chain_reaches_the_last_task() throws Exception {
    withResults(app -> {
      AsyncResult<Object> last =
          app.send(chain(echo(1), group(echo(), fail()).signature(), echo(), note("never")));

      awaitFailure(app, last.id(), "ChordError");
      assertThat(seen).isEmpty();
    });
  }

  @Test
  void groups_one_after_the_other_run_each_task_once_and_in_order() throws Exception {
    withResults(app -> {
      Signature<Object> workflow =
          chain(
              group(note("1a").immutable(), note("1b").immutable()).signature(),
              group(note("2a").immutable(), note("2b").immutable()).signature(),
              note("3").immutable(),
              group(note("4a").immutable(), note("4b").immutable()).signature(),
              echo());

      assertThat(app.send(workflow).get(SOON)).isEqualTo(List.of("4a", "4b"));
      assertThat(seen).hasSize(7);
      assertThat(seen.subList(0, 2)).containsExactlyInAnyOrder("1a", "1b");
      assertThat(seen.subList(2, 4)).containsExactlyInAnyOrder("2a", "2b");
      assertThat(seen.get(4)).isEqualTo("3");
      assertThat(seen.subList(5, 7)).containsExactlyInAnyOrder("4a", "4b");
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"task", "chain", "chord", "group"})
  void a_body_of_any_kind_fails_with_its_header(String kind) throws Exception {
    Signature<?> body =
        switch (kind) {
          case "chain" -> chain(echo(), note("never"));
          case "chord" -> chord(List.of(echo(), echo()), note("never"));
          case "group" -> group(note("never"), note("never")).signature();
          default -> note("never");
        };
    withResults(app -> {
      AsyncResult<?> result =
          app.send(chord(List.of(echo(1), fail()), body.linkError(note("errback").immutable())));

      if (result instanceof GroupResult<?> group) {
        for (AsyncResult<?> member : group.results()) {
          awaitFailure(app, member.id(), "ValueError");
        }
        await().atMost(SOON).until(() -> seen.size() == 2);
        assertThat(seen).containsExactly("errback", "errback");
      } else {
        awaitFailure(app, result.id(), "ChordError");
        await().atMost(SOON).until(() -> !seen.isEmpty());
        assertThat(seen).containsExactly("errback");
      }
    });
  }

  @Test
  void what_comes_after_a_failed_chord_fails_as_well() throws Exception {
    withResults(app -> {
      AsyncResult<Object> last =
          app.send(
              chain(
                  chord(List.of(echo(1), fail()), chain(group(echo(), echo()).signature(), echo())),
                  note("never")));

      await().atMost(SOON).until(last::failed);
      assertThat(seen).isEmpty();
    });
  }

  @Test
  void empty_groups_and_chains_are_passed_over() throws Exception {
    Signature<?> none = group(List.<Signature<Object>>of()).signature();
    withResults(app -> {
      assertThat(app.send(chain(echo(1), none, echo())).get(SOON)).isEqualTo(1L);
      assertThat(app.send(chain(none, echo(2), none, echo(), none)).get(SOON)).isEqualTo(2L);
      assertThat(app.send(chord(List.of(chain(), echo(3), chain()), echo())).get(SOON))
          .isEqualTo(List.of(3L));
      assertThat(app.send(chord(List.of(), echo())).get(SOON)).isEqualTo(List.of());
    });
  }

  @Test
  void a_worker_that_goes_on_with_a_workflow_passes_over_empty_groups() throws Exception {
    Signature<?> none = group(List.<Signature<Object>>of()).signature();
    withResults(app -> {
      // A callback that is a chain is put together by the worker, when the task has ended.
      Signature<Object> callback = chain(echo(), none, note("end"));
      app.send(echo(1).link(callback));

      await().atMost(SOON).until(() -> !seen.isEmpty());
      assertThat(seen).containsExactly("end");
    });
  }
}
