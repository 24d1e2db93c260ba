package io.celeriac.cli;

import io.celeriac.StoredSchedule;
import io.celeriac.StoredSchedule.Item;
import io.celeriac.spi.Printable;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows a schedule: what runs when, and how it has run. */
@Command(
    name = "list",
    description = "Show the schedule, its last runs and its next ones.",
    customSynopsis = "celeriac [-A CLASS] beat [-S URL] list [--json]",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class BeatListCommand implements Callable<Integer> {

  private static final List<String> TITLES =
      List.of("NAME", "SCHEDULE", "TASK", "LAST RUN", "RUNS", "NEXT RUN");

  @Option(
      names = {"-j", "--json"},
      description = "Print it as JSON.")
  boolean json;

  @ParentCommand @Nullable BeatCommand beat;
  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  BeatListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    return BeatEdit.with(
        session,
        beat,
        schedule -> {
          List<Item> items = schedule.list();
          if (json) {
            out.println(CallArguments.json(items.stream().map(BeatListCommand::members).toList()));
          } else {
            print(out, schedule, items);
          }
          out.flush();
          return 0;
        });
  }

  private static Map<String, @Nullable Object> members(Item item) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("name", item.name());
    members.put("schedule", item.schedule());
    members.put("task", item.task());
    members.put("enabled", item.enabled());
    members.put("configured", item.configured());
    members.put("last_run_at", item.totalRunCount() == 0 ? null : item.lastRunAt().toString());
    members.put("total_run_count", item.totalRunCount());
    members.put("next_run_at", item.nextRunAt().map(Instant::toString).orElse(null));
    return members;
  }

  private void print(PrintWriter out, StoredSchedule schedule, List<Item> items) {
    out.println("Schedule in " + schedule.displayUrl());
    schedule.leader().ifPresent(leader -> out.println("Led by " + Printable.word(leader)));
    if (items.isEmpty()) {
      out.println("Nothing is scheduled; 'celeriac beat add --help' tells how to.");
      return;
    }
    out.println();
    Columns columns = new Columns(TITLES);
    for (Item item : items) {
      columns.add(
          List.of(
              item.name(),
              item.schedule(),
              item.task(),
              item.totalRunCount() == 0 ? "never" : time(item.lastRunAt()),
              String.valueOf(item.totalRunCount()),
              item.enabled()
                  ? item.nextRunAt().map(BeatListCommand::time).orElse("no more")
                  : "disabled"));
    }
    columns.lines().forEach(out::println);
  }

  private static String time(Instant time) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
        .withZone(ZoneId.systemDefault())
        .format(time);
  }
}
