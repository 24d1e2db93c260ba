package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Replace;
import io.celeriac.Retry;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.TaskParameter;
import io.celeriac.protocol.Message;
import io.celeriac.worker.ScriptedBroker.Fate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a task when that which is to follow it cannot be sent. */
class UnsentTest {

  private static WorkerFixture fixture(boolean acksLate) {
    WorkerFixture[] holder = new WorkerFixture[1];
    TaskOptions options = TaskOptions.builder().acksLate(acksLate).build();
    WorkerFixture fixture =
        new WorkerFixture(
            1,
            TaskDefinition.named("t", Object.class)
                .parameter(TaskParameter.nullable("how", String.class))
                .options(options)
                .handler((task, arguments) -> {
                  holder[0].broker.refuse();
                  return switch (String.valueOf(arguments.at(0))) {
                    case "retry" -> throw Retry.in(Duration.ZERO);
                    case "replace" -> throw Replace.with(Signature.of("other", Object.class));
                    case "fail" -> throw new IllegalArgumentException("bad value");
                    default -> 1;
                  };
                }));
    holder[0] = fixture;
    return fixture.start();
  }

  static Stream<Arguments> ways() {
    Signature<Object> call = Signature.of("t", Object.class);
    Signature<Object> other = Signature.of("other", Object.class);
    return Stream.of(
        Arguments.of(call.link(other)),
        Arguments.of(call.then(other)),
        Arguments.of(Signature.of("t", Object.class, "retry")),
        Arguments.of(Signature.of("t", Object.class, "replace")));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void a_task_fails_when_what_follows_it_cannot_be_sent(Signature<?> call) {
    try (WorkerFixture fixture = fixture(false)) {
      fixture.send(call.taskId("last"));
      String id = fixture.broker.published.getFirst().message().properties().correlationId();

      assertThat(fixture.awaitState(String.valueOf(id), "FAILURE").result())
          .asString()
          .contains("Nothing more is taken.");
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.ACKED);
      assertThat(fixture.broker.published).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void a_late_acked_message_goes_back_when_what_follows_it_cannot_be_sent(Signature<?> call) {
    try (WorkerFixture fixture = fixture(true)) {
      fixture.send(call);

      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.REQUEUED);
      assertThat(fixture.results.history).isEmpty();
    }
  }

  @Test
  void a_failure_is_stored_though_its_error_callback_cannot_be_sent() {
    try (WorkerFixture fixture = fixture(false)) {
      fixture.send(
          Signature.of("t", Object.class, "fail").linkError(Signature.of("other", Object.class)));

      assertThat(fixture.awaitState("id-1", "FAILURE").result()).asString().contains("bad value");
      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.ACKED);
    }
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void a_callback_that_came_malformed_ends_neither_the_worker_nor_in_a_loop(
      Signature<?> call, String failure) {
    try (WorkerFixture fixture = fixture(true)) {
      fixture.broker.holdBack();
      fixture.app.send(call);
      fixture.broker.deliver(malformed(fixture.broker.published.getFirst().message()));

      assertThat(fixture.awaitFate(0)).isEqualTo(Fate.ACKED);
      assertThat(fixture.awaitState("id-1", "FAILURE").result()).asString().contains(failure);
    }
  }

  static Stream<Arguments> malformed() {
    Signature<Object> other = Signature.of("other", Object.class);
    return Stream.of(
        Arguments.of(Signature.of("t", Object.class).link(other), "subtask_type 'nonsense'"),
        Arguments.of(Signature.of("t", Object.class, "fail").linkError(other), "bad value"));
  }

  private static Message malformed(Message message) {
    String body = new String(message.body(), StandardCharsets.UTF_8);
    return new Message(
        body.replace("\"subtask_type\": null", "\"subtask_type\": \"nonsense\"")
            .getBytes(StandardCharsets.UTF_8),
        message.contentType(),
        message.contentEncoding(),
        Map.copyOf(withoutNulls(message.headers())),
        message.properties());
  }

  private static Map<String, Object> withoutNulls(Map<String, ?> headers) {
    Map<String, Object> present = new java.util.LinkedHashMap<>();
    headers.forEach((name, value) -> {
      if (value != null) {
        present.put(name, value);
      }
    });
    return present;
  }
}
