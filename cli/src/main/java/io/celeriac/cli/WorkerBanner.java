package io.celeriac.cli;

import io.celeriac.Celery;
import io.celeriac.Queue;
import io.celeriac.TaskDefinition;
import io.celeriac.Worker;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What a worker says of itself when it starts: as Celery's, and drawn by hand as there. */
final class WorkerBanner {

  /** A celeriac, with leaves. */
  private static final List<String> ROOT =
      List.of(
          "     \\ | /",
          "   '. \\|/ .'",
          "   .-'~^~'-.",
          "  /   .  '  \\",
          " |  '   .  , |",
          " |    ,   '  |",
          "  \\ .   '   /",
          "   '-._,_.-'",
          "     ' ; '");

  private static final int ROOT_WIDTH = 17;

  private final Terminal terminal;
  private final String appClass;
  private final Instant now;

  WorkerBanner(Terminal terminal, String appClass, Instant now) {
    this.terminal = terminal;
    this.appClass = appClass;
    this.now = now;
  }

  String text(Celery app, Worker worker) {
    StringBuilder text = new StringBuilder("\n");
    List<String> facts = facts(app, worker);
    for (int i = 0; i < ROOT.size(); i++) {
      String root = ROOT.get(i);
      text.append((i < 2 ? Style.GREEN : Style.YELLOW).of(root, terminal));
      if (!facts.get(i).isEmpty()) {
        text.append(" ".repeat(ROOT_WIDTH - root.length())).append(facts.get(i));
      }
      text.append('\n');
    }
    text.append("\n").append(heading("[queues]")).append("\n");
    worker.queues().forEach(queue -> text.append(line(queue)).append('\n'));
    text.append("\n").append(heading("[tasks]")).append("\n");
    app.tasks().stream()
        .map(TaskDefinition::name)
        .sorted()
        .forEach(name -> text.append("  . ").append(name).append('\n'));
    if (app.tasks().isEmpty()) {
      text.append("  none: every message will be rejected; register tasks with the app\n");
    }
    return text.append('\n').toString();
  }

  private List<String> facts(Celery app, Worker worker) {
    String time =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
            .withZone(ZoneId.systemDefault())
            .format(now);
    return List.of(
        heading(worker.hostname()) + "  celeriac " + VersionText.version(),
        Machine.system() + ", Java " + Runtime.version().feature() + ", " + time,
        "",
        fact("app", app.name() + " (" + appClass + ")"),
        fact("transport", app.brokerUrl()),
        fact("results", app.resultBackendUrl()),
        fact("concurrency", worker.concurrency() + " (" + worker.pool().wireName() + ")"),
        fact("task events", worker.sendsTaskEvents() ? "ON" : "OFF (-E sends them)"),
        "");
  }

  private static String fact(String name, String value) {
    return String.format(Locale.ROOT, ".> %-13s%s", name + ":", value);
  }

  private static String line(Queue queue) {
    return String.format(
        Locale.ROOT,
        "  .> %-16s exchange=%s(%s) key=%s",
        queue.name(),
        queue.exchange().name(),
        queue.exchange().type().wireName(),
        queue.routingKey());
  }

  private String heading(String text) {
    return Style.BOLD.of(text, terminal);
  }
}
