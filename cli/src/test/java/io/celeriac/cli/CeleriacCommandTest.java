package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CeleriacCommandTest {

  private static final String APP = SampleApps.Method.class.getName();

  @TempDir Path directory;

  @Test
  void without_a_command_it_says_which_there_are() {
    CommandRun run = CommandRun.of(directory);

    assertThat(run.status()).isZero();
    assertThat(run.output())
        .contains(
            "worker", "multi", "call", "quickstart", "report", "completion", "--app", "CELERY_APP");
  }

  @Test
  void it_tells_its_version() {
    CommandRun run = CommandRun.of(directory, "--version");

    assertThat(run.status()).isZero();
    assertThat(run.output()).startsWith("celeriac ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker", "multi", "call", "quickstart", "report", "completion"})
  void every_command_has_help(String command) {
    CommandRun run = CommandRun.of(directory, command, "--help");

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output()).contains("Usage: celeriac").contains(command).contains("--broker");
  }

  @ParameterizedTest
  @CsvSource({
    "wroker, Did you mean: celeriac worker",
    "wroker, There is no command 'celeriac wroker'",
    "list bindngs, There is no command 'celeriac list bindngs'",
    "worker --concurency 3, --concurrency",
    "worker --disable-prefetch, Celery's --disable-prefetch is not there yet.",
    "worker --uid 1, Celery's --uid is left to what runs the process",
    "worker --pool-start-method=fork, Celery's --pool-start-method has no choice here",
    "worker --loglevel loud, loud",
    "call, NAME",
    "report --broker, --broker",
  })
  void wrong_usage_ends_with_2_and_says_what_is_right(String line, String advice) {
    CommandRun run = CommandRun.of(directory, line.split(" ", -1));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors()).startsWith("celeriac: ").contains(advice).contains("--help");
  }

  @ParameterizedTest
  @CsvSource({
    "worker, needs an app",
    "-A com.example.Missing worker, no class com.example.Missing",
    "-b gopher://host report, gopher",
    "--config missing.toml report, missing.toml",
    "-A APP -b memory://one worker -P prefork, memory://one",
    "-A APP worker --max-tasks-per-child few, worker_max_tasks_per_child",
    "-A APP worker -P gevent, virtual",
    "-A APP worker -P fast, fast",
    "-A APP worker -c many, concurrency",
    "-A APP worker -c 0, concurrency",
    "-A APP worker task_ack_late=yes, task_acks_late",
    "-A APP worker nonsense, nonsense",
    "-A APP worker --time-limit soon, --time-limit is 'soon'",
    "-A APP worker -X celery, no queue left",
    "-A APP worker --hostname mail%x, %x",
    "-A APP worker --logfile /, cannot be written",
    "-A APP worker --detach --logfile /, cannot be written",
    "-A APP worker --pidfile /proc/none/pid, cannot be written",
    "multi start, Which nodes?",
    "multi names 3 -c:1-x 2, no range",
    "multi names a b -c:3 2, nodes 1 to 2",
    "multi expand, needs a template",
    "-A APP --classpath missing.jar report, missing.jar",
  })
  void wrong_configuration_ends_with_2_in_one_line_without_a_stack_trace(
      String line, String problem) {
    CommandRun run = CommandRun.of(directory, line.replace("APP", APP).split(" ", -1));

    assertThat(run.status()).as(run.errors()).isEqualTo(2);
    assertThat(run.errors()).startsWith("celeriac: ").contains(problem).hasLineCount(1);
  }

  @Test
  void what_the_application_throws_is_shown_with_its_stack_trace() {
    CommandRun run = CommandRun.of(directory, "-A", SampleApps.Throwing.class.getName(), "report");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors())
        .contains("could not be made: app() threw", "no database", "at io.celeriac.cli.SampleApps");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-A APP -b memory://one report",
        "report -A APP -b memory://one",
        "-b memory://one report -A APP",
        "--app=APP report --broker=memory://one"
      })
  void global_options_may_stand_before_and_after_the_command(String line) {
    CommandRun run = CommandRun.of(directory, line.replace("APP", APP).split(" ", -1));

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output()).contains("method (" + APP + ")", "memory://one", "shop.add");
  }

  @Test
  void the_environment_may_name_the_app() {
    CommandRun run = CommandRun.of(Map.of("CELERY_APP", APP), directory, "report");

    assertThat(run.output()).contains("method (" + APP + ")");
  }

  @Test
  void a_report_masks_passwords_wherever_they_come_from() throws Exception {
    Files.writeString(directory.resolve("celeriac.toml"), "redis_password = 'hidden1'");

    CommandRun run =
        CommandRun.of(
            Map.of("CELERY_RESULT_BACKEND", "redis://:hidden2@localhost/1"),
            directory,
            "--broker",
            "amqp://me:hidden3@localhost//",
            "report");

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output())
        .contains("redis_password", "result_backend", "amqp://me:**@localhost")
        .doesNotContain("hidden");
  }

  @Test
  void a_report_may_be_json() {
    CommandRun run = CommandRun.of(directory, "-A", APP, "-b", "memory://one", "report", "-j");

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output())
        .startsWith("{\"software\": \"celeriac ")
        .contains("\"transport\": \"memory://one", "\"settings\": {");
  }

  @Test
  void a_shell_can_learn_to_complete_it() {
    CommandRun run = CommandRun.of(directory, "completion");

    assertThat(run.status()).isZero();
    assertThat(run.output()).startsWith("#!/usr/bin/env bash").contains("--queues", "quickstart");
  }
}
