package io.celeriac.worker;

import static io.celeriac.Canvas.chain;
import static io.celeriac.Canvas.chord;
import static io.celeriac.Canvas.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Retry;
import io.celeriac.SettingException;
import io.celeriac.Signature;
import io.celeriac.Step;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskFailedException;
import io.celeriac.TaskParameter;
import io.celeriac.TypeRef;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EagerTest {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final TaskDefinition<Integer> add =
      TaskDefinition.of("add", Integer.class, Integer.class, Integer.class, Integer::sum);
  private final TaskDefinition<Integer> sum =
      TaskDefinition.named("sum", Integer.class)
          .parameter(TaskParameter.required("values", new TypeRef<List<Integer>>() {}.type()))
          .handler((task, arguments) ->
              ((List<?>) Objects.requireNonNull(arguments.at(0)))
                  .stream().mapToInt(each -> ((Number) each).intValue()).sum());
  private final TaskDefinition<String> where =
      TaskDefinition.of("where", String.class, () -> Thread.currentThread().getName());
  private final TaskDefinition<Integer> third =
      TaskDefinition.named("third", Integer.class)
          .bound()
          .handler((task, arguments) -> {
            if (task.request().retries() < 2) {
              throw Retry.in(Duration.ofHours(1));
            }
            return task.request().retries();
          });
  private final TaskDefinition<Integer> fail =
      TaskDefinition.named("fail", Integer.class)
          .parameter(TaskParameter.rest("args", Object.class))
          .handler((task, arguments) -> {
            throw new IllegalArgumentException("no good");
          });

  private Celery app = app(false);

  private Celery app(boolean propagates) {
    return Celery.named("eager")
        .broker("amqp://nobody.invalid")
        .set("task_always_eager", true)
        .set("task_eager_propagates", propagates)
        .tasks(List.of(add, sum, where, third, fail))
        .build();
  }

  @AfterEach
  void close() {
    app.close();
  }

  private Step<Integer, Integer> plus(int y) {
    return new Step<>(Signature.of("add", Integer.class, y));
  }

  @Test
  void a_task_runs_in_its_caller_before_send_returns() throws Exception {
    AsyncResult<String> result = app.send(where.call());

    assertThat(result.ready()).isTrue();
    assertThat(result.get(AT_ONCE)).isEqualTo(Thread.currentThread().getName());
  }

  @Test
  void workflows_run_to_their_ends() throws Exception {
    assertThat(app.send(chain(add.call(2, 2), plus(4))).get(AT_ONCE)).isEqualTo(8);
    assertThat(app.send(group(add.call(1, 1), add.call(2, 2))).get(AT_ONCE)).containsExactly(2, 4);
    assertThat(
            app.send(
                    chord(
                        group(add.call(1, 1), add.call(2, 2)),
                        new Step<>(Signature.of("sum", Integer.class))))
                .get(AT_ONCE))
        .isEqualTo(6);
  }

  @Test
  void a_retry_runs_at_once() throws Exception {
    assertThat(app.send(third.call()).get(AT_ONCE)).isEqualTo(2);
  }

  @Test
  void a_failure_is_the_results_unless_failures_propagate() {
    AsyncResult<Integer> result = app.send(fail.call());

    assertThat(result.failed()).isTrue();
    assertThatThrownBy(() -> result.get(AT_ONCE)).isInstanceOf(TaskFailedException.class);
  }

  @Test
  void a_failure_propagates_to_who_sent_the_first_task() {
    app.close();
    app = app(true);

    assertThatThrownBy(() -> app.send(fail.call()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no good");
    assertThatThrownBy(
            () -> app.send(chain(add.call(1, 1), new Step<>(Signature.of("fail", Integer.class)))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_task_of_somebody_else_cannot_run_here() {
    assertThatThrownBy(() -> app.send(Signature.of("pythons.task", Integer.class)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("'pythons.task' is not registered");
  }

  @Test
  void a_worker_has_nothing_to_consume() {
    assertThatThrownBy(() -> app.worker().start())
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("task_always_eager");
  }
}
