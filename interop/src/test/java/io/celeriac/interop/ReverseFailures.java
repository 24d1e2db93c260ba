package io.celeriac.interop;

import static io.celeriac.interop.ReverseClient.PATIENCE;
import static io.celeriac.interop.ReverseClient.TASKS;
import static io.celeriac.interop.ReverseClient.expectFailure;
import static io.celeriac.interop.ReverseClient.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.celeriac.AsyncResult;
import io.celeriac.ResultTimeoutException;
import io.celeriac.Signature;
import io.celeriac.TaskFailedException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Parts D and E of reverse.md: failures and retries. */
final class ReverseFailures {
  private static final String EXPECTED = TASKS + "ExpectedException";

  private ReverseFailures() {}

  static List<ReverseRow> rows() {
    return List.of(
        ReverseRow.of(
            "D1",
            client -> {
              AsyncResult<Object> result = client.send(task("fail"));
              TaskFailedException failure =
                  catchThrowableOfType(TaskFailedException.class, () -> result.get(PATIENCE));
              assertThat(failure.module() + "." + failure.type()).isEqualTo(EXPECTED);
              assertThat(failure.arguments()).containsExactly("Task expected to fail");
              assertThat(failure.traceback().orElseThrow().strip())
                  .endsWith("ExpectedException: Task expected to fail");
            }),
        ReverseRow.of(
            "D2",
            client ->
                expectFailure(
                    client.send(task("fail", "test", 3)),
                    EXPECTED,
                    "Task expected to fail",
                    "test",
                    3L)),
        ReverseRow.of(
            "D3",
            client ->
                expectFailure(
                    client.send(task("raise_error")), "builtins.ValueError", "deliberate error")),
        ReverseRow.onRedis(
            "D4",
            client ->
                expectFailure(
                    client.send(task("fail_unpickleable", "foo", "bar")),
                    "celery.utils.serialization.UnpickleableExceptionWrapper",
                    "t.integration.tasks",
                    "UnpickleableException",
                    List.of("foo"),
                    "UnpickleableException('foo')")),
        ReverseRow.of(
            "D5",
            client ->
                expectFailure(
                    client.send(task("add_not_typed", 5)),
                    "builtins.TypeError",
                    "add_not_typed() missing 1 required positional argument: 'y'")),
        ReverseRow.of(
            "D6",
            client ->
                expectFailure(
                    client.send(task("reject_without_requeue")),
                    "celery.exceptions.Reject",
                    "rejected",
                    false)),
        ReverseRow.of(
            "D7",
            client ->
                expectFailure(
                    client.send(task("no_such_task")),
                    "celery.exceptions.NotRegistered",
                    TASKS + "no_such_task")),
        ReverseRow.of(
            "D8",
            client -> {
              AsyncResult<Object> result = client.send(task("sleeping", 3));
              assertThatThrownBy(() -> result.get(Duration.ofSeconds(1)))
                  .isInstanceOf(ResultTimeoutException.class);
              assertThat(result.get(PATIENCE)).isNull();
            }),
        ReverseRow.of(
            "E1",
            client -> {
              assertThat(client.get(task("retry_once"))).isEqualTo(1L);
              assertThat(client.get(Signature.of("auto_retry_class_task", Object.class)))
                  .isEqualTo(1L);
            }),
        ReverseRow.of(
            "E2",
            client ->
                assertThat(client.get(task("retry_once_priority").priority(7))).isEqualTo(7L)),
        ReverseRow.onRedis(
            "E3",
            client -> {
              AsyncResult<Object> result = client.send(task("retry"));
              Awaitility.await("state RETRY")
                  .atMost(PATIENCE)
                  .until(() -> result.state().equals("RETRY"));
              assertThat(String.valueOf(result.info().orElseThrow())).contains("ExpectedException");
              expectFailure(result, EXPECTED);
            }),
        ReverseRow.of(
            "E4",
            client ->
                assertThat(client.get(task("reject_then_succeed"))).isEqualTo("second-pass")));
  }
}
