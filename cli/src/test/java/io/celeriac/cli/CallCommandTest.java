package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.Celery;
import io.celeriac.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CallCommandTest {

  private static final String BROKER = "memory://called";

  @TempDir Path directory;

  @Test
  void a_call_prints_its_id_and_needs_no_app() {
    CommandRun run =
        CommandRun.of(directory, "-b", "memory://unheard", "call", "any.task", "--args", "[1]");

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\R");
  }

  @Test
  void who_waits_gets_the_result_as_json() {
    try (Celery app = SampleApps.shop("called");
        Worker worker = app.worker().start()) {
      assertThat(worker.hostname()).isNotEmpty();

      CommandRun positional = call("shop.add", "-a", "[2, 3]", "--wait", "30");
      CommandRun named = call("shop.add", "-k", "{\"x\": 2, \"y\": 5}", "--wait", "30");

      assertThat(positional.output().lines()).hasSize(2).last().isEqualTo("5");
      assertThat(named.output().lines()).hasSize(2).last().isEqualTo("7");
    }
  }

  @Test
  void programs_get_one_json_document() {
    try (Celery app = SampleApps.shop("called");
        Worker worker = app.worker().start()) {
      assertThat(worker.hostname()).isNotEmpty();

      assertThat(call("shop.add", "-a", "[2, 3]", "--wait", "30", "--json").output())
          .matches("\\{\"id\": \"[0-9a-f-]{36}\", \"result\": 5}\\R");
      assertThat(call("shop.add", "-a", "[2, 3]", "--json").output())
          .matches("\\{\"id\": \"[0-9a-f-]{36}\"}\\R");
    }
  }

  @Test
  void a_task_that_fails_ends_the_command_with_1() {
    try (Celery app = SampleApps.shop("called");
        Worker worker = app.worker().start()) {
      assertThat(worker.hostname()).isNotEmpty();

      CommandRun run = call("shop.fail", "--wait", "30");

      assertThat(run.status()).isEqualTo(1);
      assertThat(run.output()).hasLineCount(1);
      assertThat(run.errors()).contains("failed: ValueError: sold out").hasLineCount(1);
    }
  }

  @Test
  void who_waits_in_vain_is_told_so() {
    CommandRun run =
        CommandRun.of(
            directory,
            "-b",
            "memory://unheard",
            "--result-backend",
            "memory://unheard",
            "call",
            "any.task",
            "--wait",
            "0.05");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors()).contains("has not ended").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[2, 3", "{\"x\": 2}", "2", "two", ""})
  void positional_arguments_that_are_no_json_array_are_refused(String json) {
    CommandRun run = call("shop.add", "--args", json);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).contains("--args is " + json).contains("'[2, 3]'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[2, 3]", "{x: 2}", "null"})
  void keyword_arguments_that_are_no_json_object_are_refused(String json) {
    CommandRun run = call("shop.add", "--kwargs", json);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).contains("--kwargs is " + json).contains("'{\"x\": 2}'");
  }

  @ParameterizedTest
  @CsvSource({
    "--countdown, soon, a number of seconds",
    "--countdown, -1, a number of seconds",
    "--eta, tomorrow, 2026-12-24T18:00:00+01:00",
    "--expires, never, 2026-12-24T18:00:00+01:00",
    "--wait, long, a number of seconds",
  })
  void times_that_are_none_are_refused(String option, String value, String form) {
    CommandRun run = call("shop.add", option + "=" + value);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).contains(option + " is '" + value + "'").contains(form);
  }

  @Test
  void times_are_read_as_they_are_meant() {
    assertThat(CallTimes.seconds("--countdown", "1.5")).isEqualTo(Duration.ofMillis(1500));
    assertThat(CallTimes.seconds("--countdown", ".25")).isEqualTo(Duration.ofMillis(250));
    assertThat(CallTimes.time("--eta", "2026-12-24T18:00:00+01:00"))
        .isEqualTo(CallTimes.time("--eta", "2026-12-24T17:00"))
        .isEqualTo(Instant.parse("2026-12-24T17:00:00Z"));
    assertThat(CallTimes.isNumber("10")).isTrue();
    assertThat(CallTimes.isNumber("2026-12-24")).isFalse();
    assertThatThrownBy(() -> CallTimes.seconds("--wait", "1e400"))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void arguments_keep_their_types() {
    assertThat(CallArguments.array("--args", "[1, 2.5, \"x\", null, [true]]").toString())
        .isEqualTo("[1, 2.5, x, null, [true]]");
    assertThat(CallArguments.array("--args", null)).isEmpty();
    assertThat(CallArguments.object("--kwargs", "{\"b\": 1, \"a\": {}}"))
        .isEqualTo(Map.of("b", 1L, "a", Map.of()));
    assertThat(CallArguments.json(List.of(1, "x", Map.of()))).isEqualTo("[1, \"x\", {}]");
  }

  private CommandRun call(String... arguments) {
    String[] all = new String[arguments.length + 5];
    System.arraycopy(new String[] {"-b", BROKER, "--result-backend", BROKER, "call"}, 0, all, 0, 5);
    System.arraycopy(arguments, 0, all, 5, arguments.length);
    return CommandRun.of(directory, all);
  }
}
