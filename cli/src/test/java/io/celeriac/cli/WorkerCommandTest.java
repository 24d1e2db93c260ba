package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Setting;
import io.celeriac.Settings;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class WorkerCommandTest {

  @Test
  void options_have_the_names_of_celery() {
    WorkerCommand worker =
        parse(
            Map.of(),
            "-n",
            "mail@%h",
            "-l",
            "info",
            "-f",
            "%n.log",
            "-c4",
            "-P",
            "threads",
            "-Q",
            "a,b",
            "-Q",
            "c",
            "-X",
            "d",
            "--prefetch-multiplier=2",
            "-Ofair",
            "-t",
            "30",
            "--soft-time-limit",
            "2.5",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
            "-E",
            "--heartbeat-interval=5",
            "task.acks_late=yes");

    assertThat(worker.hostname).isEqualTo("mail@%h");
    assertThat(worker.logLevel).isEqualTo(LogLevel.INFO);
    assertThat(worker.daemon.logFile).isEqualTo("%n.log");
    assertThat(worker.queues).containsExactly("a", "b", "c");
    assertThat(worker.excludedQueues).containsExactly("d");
    assertThat(worker.timeLimit).isEqualTo("30");
    assertThat(worker.softTimeLimit).isEqualTo("2.5");
    assertThat(worker.events.taskEvents).isTrue();
    assertThat(worker.events.heartbeatInterval).isEqualTo("5");
    assertThat(worker.events.withoutHeartbeat).isTrue();
    assertThat(worker.events.withoutGossip).isTrue();
    Settings settings = worker.commandLine();
    assertThat(settings.get(Setting.WORKER_CONCURRENCY)).isEqualTo(4);
    assertThat(settings.get(Setting.WORKER_POOL)).isEqualTo("threads");
    assertThat(settings.get(Setting.WORKER_PREFETCH_MULTIPLIER)).isEqualTo(2);
    assertThat(settings.get(Setting.TASK_ACKS_LATE)).isTrue();
    assertThat(settings.origin(Setting.WORKER_CONCURRENCY)).isEqualTo("command line --concurrency");
  }

  @Test
  void an_option_counts_more_than_a_setting_behind_it() {
    WorkerCommand worker = parse(Map.of(), "-c", "4", "worker_concurrency=8", ".pool=solo");

    assertThat(worker.commandLine().get(Setting.WORKER_CONCURRENCY)).isEqualTo(4);
    assertThat(worker.commandLine().get(Setting.WORKER_POOL)).isEqualTo("solo");
  }

  @Test
  void the_level_of_the_log_is_written_in_any_case() {
    assertThat(parse(Map.of(), "-l", "Debug").logLevel).isEqualTo(LogLevel.DEBUG);
    assertThat(parse(Map.of(), "-l", "CRITICAL").logLevel).isEqualTo(LogLevel.CRITICAL);
  }

  @Test
  void options_come_from_the_environment_too_and_the_command_line_counts_more() {
    Map<String, String> environment =
        Map.of(
            "CELERY_WORKER_QUEUES",
            "a,b",
            "CELERY_WORKER_HOSTNAME",
            "from@environment",
            "CELERY_WORKER_LOGLEVEL",
            "INFO");

    WorkerCommand worker = parse(environment, "-n", "from@arguments");

    assertThat(worker.queues).containsExactly("a", "b");
    assertThat(worker.logLevel).isEqualTo(LogLevel.INFO);
    assertThat(worker.hostname).isEqualTo("from@arguments");
  }

  @Test
  void what_is_a_setting_is_left_to_the_settings() {
    WorkerCommand worker = parse(Map.of("CELERY_WORKER_CONCURRENCY", "7"));

    assertThat(worker.commandLine().isSet(Setting.WORKER_CONCURRENCY)).isFalse();
  }

  private static WorkerCommand parse(Map<String, String> environment, String... arguments) {
    CommandLine command =
        CeleriacCommand.commandLine(
            new Surroundings(
                environment,
                Path.of(""),
                InputStream.nullInputStream(),
                Terminal.PLAIN,
                Terminal.PLAIN),
            List.of("worker"));
    String[] all = new String[arguments.length + 1];
    all[0] = "worker";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return command.parseArgs(all).subcommand().commandSpec().commandLine().getCommand();
  }
}
