package io.celeriac.cli;

import io.celeriac.BrokerException;
import io.celeriac.ClusterState;
import io.celeriac.Event;
import io.celeriac.EventListener;
import io.celeriac.TaskState;
import io.celeriac.spi.Printable;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tells of each event in a line for people to read, where there is no terminal to paint on:
 * heartbeats are left out, for nothing happens at them.
 */
final class EventLines implements EventListener {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

  private final PrintWriter out;
  private final ZoneId zone;
  private final ClusterState cluster = new ClusterState();

  EventLines(PrintWriter out, ZoneId zone) {
    this.out = out;
    this.zone = zone;
  }

  @Override
  public void disconnected(BrokerException cause) {
    say("No events come for now: " + cause.getMessage());
  }

  @Override
  public void event(Event event) {
    cluster.event(event);
    if (event.type().equals("worker-heartbeat")) {
      return;
    }
    List<String> words = new ArrayList<>();
    words.add(TIME.format(event.timestamp().atZone(zone)));
    words.add(Printable.word(event.hostname()));
    words.add(Printable.word(event.type()));
    event.uuid().flatMap(cluster::task).ifPresent(task -> describe(words, task, event));
    if (event.uuid().isEmpty() && !event.group().equals("worker")) {
      words.add(others(event));
    }
    say(String.join("  ", words));
  }

  private static void describe(List<String> words, TaskState task, Event event) {
    words.add(Printable.word(task.name().orElse("?")) + "[" + Printable.word(task.uuid()) + "]");
    switch (event.subject()) {
      case "sent", "received" ->
          words.add(task.args().orElse("()") + " " + task.kwargs().orElse("{}"));
      case "succeeded" -> {
        task.runtime().ifPresent(time -> words.add("in " + Spans.text(time.toNanos())));
        task.result().ifPresent(words::add);
      }
      case "failed", "retried" -> task.exception().ifPresent(words::add);
      case "revoked" -> words.add(isTrue(event, "expired") ? "expired" : "revoked");
      case "rejected" -> words.add(isTrue(event, "requeue") ? "back to its queue" : "dropped");
      default -> {}
    }
  }

  private static boolean isTrue(Event event, String field) {
    return Boolean.TRUE.equals(event.fields().get(field));
  }

  /** What an event of an application's own tells. */
  private static String others(Event event) {
    List<String> told = new ArrayList<>();
    for (Map.Entry<String, ?> field : event.fields().entrySet()) {
      if (!EventFields.COMMON.contains(field.getKey())) {
        told.add(field.getKey() + "=" + Optional.ofNullable(field.getValue()).orElse("None"));
      }
    }
    return String.join(" ", told);
  }

  private void say(String line) {
    out.println(Printable.line(line));
    out.flush();
  }
}
