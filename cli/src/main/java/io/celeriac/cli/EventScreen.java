package io.celeriac.cli;

import io.celeriac.ClusterState;
import io.celeriac.TaskState;
import io.celeriac.WorkerState;
import io.celeriac.spi.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the live view of a cluster shows: how much happens, the workers, and the latest tasks,
 * fitted into a terminal.
 */
final class EventScreen {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final int STATE = 9;
  private static final int RUNTIME = 8;
  private static final int COUNT = 9;
  private static final int LOAD = 20;

  /** What surrounds the workers and the tasks. */
  private static final int FIXED_LINES = 8;

  private final Terminal terminal;
  private final ZoneId zone;
  private final String broker;

  EventScreen(Terminal terminal, ZoneId zone, String broker) {
    this.terminal = terminal;
    this.zone = zone;
    this.broker = broker;
  }

  /**
   * The lines of the screen.
   *
   * @param problem why no events come, if they do not
   * @param skip how many of the latest tasks are passed over
   */
  List<String> lines(
      ClusterState cluster,
      Instant now,
      int columns,
      int rows,
      Optional<String> problem,
      int skip) {
    List<WorkerState> workers = cluster.workers();
    int forWorkers = Math.clamp(workers.size(), 1, Math.max(1, (rows - FIXED_LINES) / 2));
    int forTasks = Math.max(1, rows - FIXED_LINES - forWorkers);
    List<TaskState> latest = cluster.tasks(skip + forTasks);
    List<TaskState> tasks = latest.subList(Math.min(skip, latest.size()), latest.size());
    List<String> lines = new ArrayList<>(rows);
    lines.add(
        Style.BOLD.of(cut("celeriac events", columns), terminal)
            + Style.DIM.of(cut("  " + broker, Math.max(0, columns - 15)), terminal));
    lines.add(
        problem
            .map(text -> Style.RED.of(cut(text, columns), terminal))
            .orElseGet(() -> cut(summary(cluster, now), columns)));
    lines.add("");
    addWorkers(lines, workers, forWorkers, now, columns);
    lines.add("");
    addTasks(lines, tasks, columns);
    while (lines.size() < rows - 1) {
      lines.add("");
    }
    lines.add(Style.DIM.of(cut("q quits, up and down go through the tasks", columns), terminal));
    return lines;
  }

  private static String summary(ClusterState cluster, Instant now) {
    return String.format(
        Locale.ROOT,
        "%,d events, %,d tasks; each second %s succeed, %s fail, %s are retried",
        cluster.eventCount(),
        cluster.taskCount(),
        rate(cluster, "task-succeeded", now),
        rate(cluster, "task-failed", now),
        rate(cluster, "task-retried", now));
  }

  private static String rate(ClusterState cluster, String type, Instant now) {
    return String.format(Locale.ROOT, "%.1f", cluster.perSecond(type, now, WINDOW));
  }

  private void addWorkers(
      List<String> lines, List<WorkerState> workers, int most, Instant now, int columns) {
    int name = Math.max(12, columns - 12 - 2 * COUNT - LOAD - 12);
    lines.add(
        Style.DIM.of(
            cut(
                pad("WORKER", name)
                    + pad("  STATUS", 12)
                    + left("ACTIVE", COUNT)
                    + left("PROCESSED", COUNT + 2)
                    + "  "
                    + pad("LOAD", LOAD),
                columns),
            terminal));
    if (workers.isEmpty()) {
      lines.add(cut("none has told of itself yet", columns));
    }
    for (WorkerState worker : workers.subList(0, Math.min(most, workers.size()))) {
      boolean alive = worker.isAlive(now);
      String row =
          left(count(worker.active()), COUNT)
              + left(count(worker.processed()), COUNT + 2)
              + "  "
              + pad(load(worker), LOAD);
      lines.add(
          pad(worker.hostname(), name)
              + "  "
              + (alive ? Style.GREEN : Style.RED)
                  .of(pad(alive ? "online" : "offline", 10), terminal)
              + cut(row, Math.max(0, columns - name - 12)));
    }
  }

  private static String count(OptionalLong value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%,d", value.getAsLong()) : "-";
  }

  private static String load(WorkerState worker) {
    return String.join(
        " ",
        worker.loadAverage().stream()
            .map(each -> String.format(Locale.ROOT, "%.2f", each))
            .toList());
  }

  private void addTasks(List<String> lines, List<TaskState> tasks, int columns) {
    int free = Math.max(2, columns - 10 - STATE - 1 - RUNTIME - 2);
    int name = Math.clamp(free / 3, Math.min(10, free - 1), 36);
    lines.add(
        Style.DIM.of(
            cut(
                pad("TIME", 10)
                    + pad("STATE", STATE)
                    + " "
                    + left("RUNTIME", RUNTIME)
                    + "  "
                    + pad("TASK", name)
                    + " ARGUMENTS AND RESULT",
                columns),
            terminal));
    if (tasks.isEmpty()) {
      lines.add(cut("none yet; workers tell of tasks when started with -E", columns));
    }
    for (TaskState task : tasks) {
      lines.add(row(task, name, columns));
    }
  }

  private String row(TaskState task, int name, int columns) {
    String time = task.lastMoment().map(moment -> TIME.format(moment.atZone(zone))).orElse("");
    String runtime = task.runtime().map(each -> Spans.text(each.toNanos())).orElse("");
    int rest = Math.max(0, columns - 10 - STATE - 1 - RUNTIME - 2 - name - 1);
    return Style.DIM.of(pad(time, 10), terminal)
        + style(task.state()).of(pad(task.state(), STATE), terminal)
        + " "
        + left(runtime, RUNTIME)
        + "  "
        + pad(task.name().orElse(task.uuid()), name)
        + " "
        + cut(story(task), rest);
  }

  private static String story(TaskState task) {
    String arguments =
        task.args().orElse("") + " " + task.kwargs().filter(text -> !text.equals("{}")).orElse("");
    String end =
        switch (task.state()) {
          case "SUCCESS" -> task.result().map(text -> " = " + text).orElse("");
          case "FAILURE", "RETRY" -> task.exception().map(text -> " " + text).orElse("");
          default -> "";
        };
    return arguments.strip() + end;
  }

  private static Style style(String state) {
    return switch (state) {
      case "SUCCESS" -> Style.GREEN;
      case "FAILURE", "REJECTED" -> Style.RED;
      case "RETRY", "REVOKED" -> Style.YELLOW;
      case "STARTED" -> Style.CYAN;
      default -> Style.DIM;
    };
  }

  private String pad(String text, int width) {
    String shown = cut(text, width);
    return shown + " ".repeat(width - shown.length());
  }

  private String left(String text, int width) {
    String shown = cut(text, width);
    return " ".repeat(width - shown.length()) + shown;
  }

  /** Every text of the screen comes through here. */
  private String cut(String written, int width) {
    String text = Printable.line(written);
    if (text.length() <= width) {
      return text;
    }
    return width == 0 ? "" : text.substring(0, width - 1) + (terminal.unicode() ? "…" : "~");
  }
}
