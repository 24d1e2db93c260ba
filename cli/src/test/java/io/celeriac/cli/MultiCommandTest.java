package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Hosts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which nodes there are, and how they would be started; what Celery's {@code multi} prints too. */
final class MultiCommandTest {

  private static final String FILES = " --pidfile=%n.pid --logfile=%n%I.log";

  @TempDir Path directory;

  private CommandRun multi(String line) {
    return CommandRun.of(
        Map.of("CELERIAC_LAUNCHER", "celeriac"), directory, line.strip().split(" +"));
  }

  @ParameterizedTest
  @CsvSource({
    "multi names 3, celery1@HOST celery2@HOST celery3@HOST",
    "multi names 2 --range-prefix=shop, shop1@HOST shop2@HOST",
    "multi names 2 --range-prefix shop, shop1@HOST shop2@HOST",
    "multi names mail video, mail@HOST video@HOST",
    "multi names mail@a.example.com data@%h, mail@a.example.com data@HOST",
    "multi names mail --hostname=w.example.com, mail@w.example.com",
    "multi names mail -n w.example.com, mail@w.example.com",
    "multi names mail --prefix=x --suffix=y, xmail@y",
    "multi names -E mail, mail@HOST",
    "multi names --concurrency 3 mail, mail@HOST",
    "-A multi.App multi names mail, mail@HOST",
    "multi names 2 -TERM, celery1@HOST celery2@HOST",
  })
  void nodes_are_named_or_counted(String line, String names) {
    CommandRun run = multi(line);

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output().lines())
        .containsExactly(names.replace("HOST", Hosts.name()).split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "3 -c 3 -c:1 10, -c 10, -c 3, -c 3",
    "3 -c:1-2 4 -Q:3 data, -c 4, -c 4, -Q data",
    "'3 -c:1,3 4 -c 2', -c 4, -c 2, -c 4",
    "image video data -c 3 -c:video 10, -c 3, -c 10, -c 3",
    "'image video data -c:image,data 10 -c 3', -c 10, -c 3, -c 10",
    "image video data -c 3 -c:2 10, -c 3, -c 10, -c 3",
    "3 -c 3 -c:celery2@HOST 10, -c 3, -c 10, -c 3",
    "3 -c 3 -c:7-9 10, -c 3, -c 3, -c 3",
  })
  void options_are_for_all_nodes_or_for_some(
      String arguments, String first, String second, String third) {
    String line = arguments.replace("HOST", Hosts.name());

    assertThat(multi("multi show " + line + FILES).output().lines())
        .as(line)
        .hasSize(3)
        .satisfiesExactly(
            one -> assertThat(one).contains(first),
            two -> assertThat(two).contains(second),
            three -> assertThat(three).contains(third));
  }

  @Test
  void the_commands_are_shown_with_global_options_first() {
    CommandRun run =
        multi("-A com.example.Shop -b redis://x multi show mail -l INFO -E" + FILES + " -- a.b=%n");

    assertThat(run.output())
        .isEqualTo(
            "celeriac -A com.example.Shop -b redis://x worker --detach -l INFO -E"
                + " --pidfile=mail.pid --logfile=mail%I.log -n mail@"
                + Hosts.name()
                + " -- a.b=mail\n");
  }

  @Test
  void another_command_can_be_started() {
    assertThat(multi("multi show one --cmd=beat --append=x=%n" + FILES).output())
        .startsWith("celeriac beat --pidfile=one.pid")
        .endsWith(" x=one\n");
  }

  @Test
  void files_are_where_celery_has_them() {
    assertThat(multi("multi show mail").output())
        .contains("--pidfile=/var/run/celery/mail.pid", "--logfile=/var/log/celery/mail%I.log");
  }

  @Test
  void a_template_is_expanded_as_celery_does() {
    assertThat(multi("multi expand %n,%N,%h,%p,%d,%i,%I,%% mail@x.example.com").output())
        .isEqualTo("mail,mail,mail@x.example.com,mail@x.example.com,x.example.com,%i,%I,%\n");
  }

  @Test
  void one_nodes_arguments_are_got_by_its_name() {
    CommandRun run = multi("multi get mail@here mail video --hostname=here -c 3" + FILES);

    assertThat(run.output())
        .isEqualTo("worker --detach -c 3 --pidfile=mail.pid --logfile=mail%I.log -n mail@here\n");
    assertThat(multi("multi get nobody mail").status()).isEqualTo(1);
  }

  @Test
  void wrong_commands_and_none_print_the_usage() {
    CommandRun wrong = multi("multi strat 3");

    assertThat(wrong.status()).isZero();
    assertThat(wrong.errors()).isEqualTo("Invalid command: strat\n");
    assertThat(wrong.output()).contains("stopwait NODE...");
    assertThat(multi("multi").output()).contains("celeriac multi v", "stopwait NODE...");
    assertThat(multi("multi --nosplash").output()).doesNotContain("multi v");
    assertThat(multi("multi help").output()).contains("10 workers");
  }

  @Test
  void nodes_without_a_process_are_down() throws Exception {
    Files.writeString(directory.resolve("celery2.pid"), "99999999\n");
    Files.writeString(directory.resolve("celery3.pid"), "no number");

    CommandRun stop = multi("multi stop 3 --nosplash" + FILES);
    CommandRun kill = multi("multi kill 2 --nosplash" + FILES);

    String host = Hosts.name();
    assertThat(stop.status()).isZero();
    assertThat(stop.output().lines())
        .containsExactly(
            "> celery1@" + host + ": DOWN",
            "> celery3@" + host + ": DOWN",
            "> Stopping nodes...",
            "\t> celery2@" + host + ": TERM -> 99999999",
            "Could not signal celery2@" + host + " (99999999): No such process",
            "> celery2@" + host + ": DOWN");
    assertThat(kill.output())
        .contains("Sending KILL to node celery2@" + host + " (99999999)", "No such process");
    assertThat(multi("multi stop 3 -q" + FILES).output()).isEmpty();
  }

  @Test
  void the_signal_is_chosen() throws Exception {
    Files.writeString(directory.resolve("celery1.pid"), "99999999\n");

    assertThat(multi("multi stop 1 -QUIT" + FILES).output()).contains(": QUIT -> 99999999");
    assertThat(multi("multi stop 1 -SIGINT" + FILES).output()).contains(": INT -> 99999999");
    assertThat(multi("multi stop 1 -9" + FILES).output()).contains(": 9 -> 99999999");
  }

  @Test
  void a_node_that_cannot_be_started_makes_it_fail() {
    CommandRun run =
        CommandRun.of(
            Map.of("CELERIAC_LAUNCHER", "/bin/false"),
            directory,
            ("multi start 1 --nosplash" + FILES).split(" +"));

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.output().lines())
        .containsExactly(
            "> Starting nodes...",
            "\t> celery1@" + Hosts.name() + ": * Child terminated with exit code 1",
            "FAILED");
  }
}
