package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.protocol.JsonSerializer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that look at a schedule and change it. */
final class BeatCommandTest {

  @TempDir Path directory;

  private CommandRun beat(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-b", "memory://beat", "beat"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("-S", "db+sqlite:///" + directory.resolve("schedule.db")));
    return CommandRun.of(directory, all.toArray(String[]::new));
  }

  private static void assertDone(CommandRun run, String output) {
    assertThat(run.errors()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.output()).contains(output);
  }

  @Test
  void entries_are_added_listed_disabled_enabled_and_removed() {
    assertDone(beat("list"), "Nothing is scheduled");
    assertDone(beat("add", "tidy", "shop.tidy", "--every", "10m"), "every 10m");
    assertDone(
        beat("add", "report", "shop.report", "--crontab", "0 4 * * mon-fri", "-a", "[1]"),
        "0 4 * * mon-fri");
    assertDone(beat("disable", "tidy"), "tidy is disabled");

    assertThat(beat("list").output().lines().toList())
        .anyMatch(line -> line.matches("NAME +SCHEDULE +TASK +LAST RUN +RUNS +NEXT RUN"))
        .anyMatch(line -> line.matches("tidy +every 10m +shop.tidy +never +0 +disabled"))
        .anyMatch(
            line -> line.matches("report +0 4 \\* \\* mon-fri +shop.report +never +0 +2\\d{3}-.*"));

    assertDone(beat("enable", "tidy"), "tidy is enabled");
    assertDone(beat("remove", "report"), "report is removed");
    assertThat(json(beat("list", "--json")))
        .singleElement()
        .satisfies(entry ->
            assertThat(entry)
                .containsEntry("name", "tidy")
                .containsEntry("enabled", true)
                .containsEntry("configured", false)
                .containsEntry("total_run_count", 0L));
  }

  @SuppressWarnings("unchecked") // JSON objects have names
  private static List<Map<String, Object>> json(CommandRun run) {
    byte[] text = run.output().getBytes(StandardCharsets.UTF_8);
    return (List<Map<String, Object>>)
        Objects.requireNonNull(new JsonSerializer().decode(text, "utf-8"));
  }

  @Test
  void the_other_kinds_of_schedules_are_understood() {
    assertDone(
        beat("add", "a", "t", "--solar", "sunset", "--latitude", "59.9", "--longitude", "10.7"),
        "sunset at latitude 59.9");
    assertDone(beat("add", "b", "t", "--at", "2036-12-24T18:00:00+01:00"), "2036-12-24T17:00:00Z");
    assertDone(beat("add", "c", "t", "--every", "1h", "--relative"), "every 1h, rounded");
    assertThat(beat("list").output()).contains("2036-12-24");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "add x t --crontab *****            | has 1 fields",
        "add x t --every soon               | 'soon' is no duration",
        "add x t --solar moonrise --latitude 1 --longitude 1 | no event of the sun",
        "add x t --solar sunset             | --latitude and --longitude",
        "add x t --at noon                  | --at is 'noon'",
        "add x t                            | --every",
        "add x t --every 1 --at 2036-01-01  | mutually exclusive",
        "disable y                          | no entry 'y'",
      })
  void what_makes_no_sense_is_told(String arguments, String problem) {
    CommandRun run = beat(arguments.split(" +", -1));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).contains(problem);
  }

  @Test
  void a_schedule_in_a_file_is_listed_and_not_changed() throws Exception {
    Files.writeString(
        directory.resolve("celeriac.toml"),
        """
        [beat_schedule.tidy]
        task = "shop.tidy"
        schedule = { hour = 4, minute = [0, 30] }
        """);

    CommandRun list = CommandRun.of(directory, "-b", "memory://beat", "beat", "list");
    CommandRun add =
        CommandRun.of(directory, "-b", "memory://beat", "beat", "add", "x", "t", "--every", "1");

    assertThat(list.output())
        .contains("celerybeat-schedule.json")
        .containsPattern("tidy +0,30 4 \\* \\* \\* +shop.tidy +never");
    assertThat(add.status()).isEqualTo(2);
    assertThat(add.errors()).contains("cannot be changed at run time").contains("-S");
  }

  @Test
  void a_scheduler_of_pythons_is_refused() {
    CommandRun run =
        CommandRun.of(directory, "beat", "-S", "django_celery_beat.schedulers:DatabaseScheduler");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).contains("names a Python class").contains("redis://localhost/0");
  }

  @Test
  void an_entry_that_is_wrong_is_told_with_its_file() throws Exception {
    Files.writeString(
        directory.resolve("celeriac.toml"),
        "[beat_schedule.tidy]\ntask = \"shop.tidy\"\nschedule = \"* * * * 7\"\n");

    CommandRun run = CommandRun.of(directory, "-b", "memory://beat", "beat");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors())
        .contains("'tidy' of beat_schedule (file ")
        .contains("celeriac.toml")
        .contains("Sunday is 0");
  }
}
