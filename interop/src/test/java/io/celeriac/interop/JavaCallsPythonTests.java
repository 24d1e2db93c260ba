package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.celeriac.AsyncResult;
import io.celeriac.Canvas;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.TaskDefinitions;
import io.celeriac.TaskFailedException;
import io.celeriac.TaskRevokedError;
import io.celeriac.TypeRef;
import io.celeriac.Worker;
import io.celeriac.testing.NeedsServer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Java sends to a stock Python worker, and what it gets back. */
@NeedsServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JavaCallsPythonTests {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Celery app;
  private final Worker worker;
  private final PythonWorker python;

  JavaCallsPythonTests(Broker broker) {
    Place place = Place.over(broker);
    this.python = new PythonWorker(place, "threads", 2, Map.of());
    this.app = place.app().tasks(TaskDefinitions.from(new InteropTasks())).build();
    this.worker = app.worker().concurrency(4).start();
  }

  @AfterAll
  void close() {
    worker.close();
    app.close();
    python.close();
  }

  @Test
  void arguments_arrive_by_position_and_by_name() throws Exception {
    assertThat(get(Signature.of("peer.add", Long.class, 2, 3))).isEqualTo(5);
    assertThat(get(Signature.of("peer.add", Long.class, 2).kwarg("y", 3))).isEqualTo(5);
  }

  @Test
  void typed_values_arrive_as_python_types() throws Exception {
    assertThat(
            get(
                Signature.of(
                    "peer.describe",
                    String.class,
                    LocalDate.of(2026, 2, 28),
                    LocalTime.of(1, 2, 3),
                    LocalDateTime.of(2026, 2, 28, 1, 2, 3),
                    new BigDecimal("12.3400"),
                    UUID.fromString("12345678-1234-5678-1234-567812345678"),
                    new byte[] {0, -1},
                    List.of(1, 0.5, true))))
        .isEqualTo(
            "((datetime.date(2026, 2, 28), datetime.time(1, 2, 3), "
                + "datetime.datetime(2026, 2, 28, 1, 2, 3), Decimal('12.3400'), "
                + "UUID('12345678-1234-5678-1234-567812345678'), b'\\x00\\xff', [1, 0.5, True]), {})");
  }

  @Test
  void typed_values_come_back_as_java_types() throws Exception {
    assertThat(echo(LocalDate.class, LocalDate.of(2026, 2, 28)))
        .isEqualTo(LocalDate.of(2026, 2, 28));
    assertThat(echo(Instant.class, Instant.parse("2026-02-28T01:02:03.456789Z")))
        .isEqualTo(Instant.parse("2026-02-28T01:02:03.456789Z"));
    assertThat(echo(BigDecimal.class, new BigDecimal("12.3400")))
        .isEqualTo(new BigDecimal("12.3400"));
    assertThat(echo(UUID.class, new UUID(1, 2))).isEqualTo(new UUID(1, 2));
    assertThat(echo(byte[].class, new byte[] {0, -1})).containsExactly(0, -1);
    assertThat(echo(String.class, "naïve ☕ \0")).isEqualTo("naïve ☕ \0");
  }

  @Test
  void a_python_failure_carries_type_message_and_traceback() {
    AsyncResult<Object> result = app.send(Signature.of("peer.fail", Object.class, "no luck"));

    TaskFailedException failure =
        catchThrowableOfType(TaskFailedException.class, () -> result.get(PATIENCE));

    assertThat(failure.type()).isEqualTo("ValueError");
    assertThat(failure.module()).isEqualTo("builtins");
    assertThat(failure.arguments()).isEqualTo(List.of("no luck"));
    assertThat(failure.traceback())
        .hasValueSatisfying(text -> assertThat(text).contains("peer.py"));
    assertThat(failure.taskId()).isEqualTo(result.id());
  }

  @Test
  void wrong_arguments_are_pythons_type_error() {
    AsyncResult<Long> result = app.send(Signature.of("peer.add", Long.class, 1));

    assertThat(catchThrowableOfType(TaskFailedException.class, () -> result.get(PATIENCE)).type())
        .isEqualTo("TypeError");
  }

  @Test
  void a_python_task_may_retry() throws Exception {
    assertThat(get(Signature.of("peer.flaky", Integer.class, 2))).isEqualTo(2);
  }

  @Test
  void what_the_call_says_is_what_the_python_request_shows() throws Exception {
    long before = System.currentTimeMillis();

    Map<?, ?> seen =
        get(
            Signature.of("peer.request", Map.class)
                .countdown(Duration.ofSeconds(1))
                .expires(Duration.ofMinutes(1))
                .softTimeLimit(Duration.ofSeconds(20))
                .timeLimit(Duration.ofSeconds(30))
                .priority(6)
                .header("colour", "mauve"));

    assertThat(seen.get("priority")).isEqualTo(6L);
    assertThat(seen.get("colour")).isEqualTo("mauve");
    assertThat(seen.get("timelimit")).isEqualTo(List.of(30L, 20L));
    assertThat(seen.get("root_id")).isEqualTo(seen.get("id"));
    assertThat(seen.get("parent_id")).isNull();
    assertThat(seen.get("eta")).isInstanceOf(String.class);
    assertThat(seen.get("expires")).isInstanceOf(String.class);
    assertThat((Double) seen.get("now")).isGreaterThanOrEqualTo((before + 1000) / 1000.0);
  }

  @Test
  void what_has_expired_is_revoked() {
    AsyncResult<Long> result =
        app.send(
            Signature.of("peer.add", Long.class, 1, 2)
                .countdown(Duration.ofSeconds(1))
                .expires(Duration.ofMillis(100)));

    assertThatThrownBy(() -> result.get(PATIENCE)).isInstanceOf(TaskRevokedError.class);
    assertThat(result.state()).isEqualTo("REVOKED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "msgpack", "yaml"})
  void all_serializers_and_compressions_are_read_by_python(String serializer) throws Exception {
    String text = "x".repeat(3000);
    for (String compression : List.of("", "gzip", "bzip2", "lzma", "brotli", "zstd")) {
      Signature<String> call = Signature.of("peer.echo", String.class, text).serializer(serializer);

      assertThat(get(compression.isEmpty() ? call : call.compression(compression)))
          .as(compression)
          .isEqualTo(text);
    }
  }

  @Test
  void a_callback_takes_the_result_to_the_other_language() throws Exception {
    String toPython = UUID.randomUUID().toString();
    String toJava = UUID.randomUUID().toString();

    app.send(
        Signature.of("interop.add", Long.class, 1, 2)
            .link(Signature.of("peer.add", Long.class, 10).taskId(toPython)));
    app.send(
        Signature.of("peer.add", Long.class, 3, 4)
            .link(
                Signature.of("interop.add", Long.class, 10)
                    .queue(worker.queues().getFirst().name())
                    .taskId(toJava)));

    assertThat(app.result(toPython, Long.class).get(PATIENCE)).isEqualTo(13);
    assertThat(app.result(toJava, Long.class).get(PATIENCE)).isEqualTo(17);
  }

  @Test
  void a_chain_of_a_hundred_steps_alternates_between_the_languages() throws Exception {
    List<Signature<?>> steps = new ArrayList<>();
    steps.add(Signature.of("interop.add", Long.class, 0, 1));
    for (int step = 1; step < 100; step++) {
      steps.add(
          step % 2 == 1
              ? Signature.of("peer.add", Long.class, 1)
              : Signature.of("interop.add", Long.class, 1).queue(javaQueue()));
    }

    AsyncResult<Object> result = app.send(Canvas.chain(steps));

    assertThat(result.get(PATIENCE)).isEqualTo(100L);
    int line = 1;
    for (AsyncResult<?> each = result; each.parent().isPresent(); line++) {
      each = each.parent().orElseThrow();
    }
    assertThat(line).isEqualTo(100);
  }

  @Test
  void stamps_go_with_every_step_and_callback_in_either_language() throws Exception {
    Map<String, Object> stamps = Map.of("order", 7L, "tags", List.of("a", "b"));
    String callback = UUID.randomUUID().toString();
    Signature<Object> workflow =
        Canvas.chain(
            here(Signature.of("interop.stamps", Object.class, List.of())),
            Signature.of("peer.stamps", Object.class),
            here(Signature.of("interop.stamps", Object.class)),
            Signature.of("peer.stamps", Object.class)
                .link(here(Signature.of("interop.stamps", Object.class)).taskId(callback)));

    AsyncResult<Object> result = app.send(workflow.stamp(stamps));

    assertThat(result.get(PATIENCE)).isEqualTo(List.of(stamps, stamps, stamps, stamps));
    assertThat(app.result(callback, new TypeRef<List<Object>>() {}).get(PATIENCE))
        .isEqualTo(Collections.nCopies(5, stamps));
  }

  @ParameterizedTest
  @CsvSource({"interop.add,peer.sum", "peer.add,interop.sum", "peer.add,peer.sum"})
  void a_chord_may_have_its_header_and_its_body_in_either_language(String header, String body)
      throws Exception {
    List<Signature<Long>> calls = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      calls.add(here(Signature.of(header, Long.class, i, i)));
    }

    AsyncResult<Long> result =
        app.send(Canvas.chord(Canvas.group(calls), here(Signature.of(body, Long.class))));

    assertThat(result.get(PATIENCE)).isEqualTo(2450);
  }

  @Test
  void a_python_step_in_the_middle_may_fail_the_workflow() {
    AsyncResult<Object> result =
        app.send(
            Canvas.chain(
                Signature.of("interop.add", Long.class, 1, 1),
                Signature.of("peer.fail", Object.class, "no luck").immutable(),
                here(Signature.of("interop.add", Long.class, 1))));

    TaskFailedException failure =
        catchThrowableOfType(TaskFailedException.class, () -> result.get(PATIENCE));
    assertThat(failure.arguments()).isEqualTo(List.of("no luck"));
    Awaitility.await().atMost(PATIENCE).until(result::failed);
  }

  @Test
  void a_chord_over_both_languages_fails_as_celery_says() {
    AsyncResult<Long> result =
        app.send(
            Canvas.chord(
                List.of(
                    Signature.of("interop.add", Long.class, 1, 1),
                    Signature.of("peer.fail", Long.class, "no luck")),
                here(Signature.of("interop.sum", Long.class))));

    Awaitility.await().atMost(PATIENCE).until(result::failed);
    TaskFailedException failure = catchThrowableOfType(TaskFailedException.class, result::result);
    assertThat(failure.type()).isEqualTo("ChordError");
    assertThat(String.valueOf(failure.arguments().getFirst()))
        .endsWith(" raised ValueError('no luck')");
  }

  private String javaQueue() {
    return worker.queues().getFirst().name();
  }

  /**
   * What a Python worker sends on goes to a queue that the call names; routes are each app's own.
   */
  private <T> Signature<T> here(Signature<T> call) {
    return call.task().startsWith("interop.") ? call.queue(javaQueue()) : call;
  }

  private <T> T echo(Class<T> type, Object value) throws InterruptedException {
    return get(Signature.of("peer.echo", type, value));
  }

  private <T> T get(Signature<T> call) throws InterruptedException {
    return app.send(call).get(PATIENCE);
  }
}
