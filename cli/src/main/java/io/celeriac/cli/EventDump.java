package io.celeriac.cli;

import io.celeriac.BrokerException;
import io.celeriac.Event;
import io.celeriac.EventListener;
import io.celeriac.protocol.PythonRepr;
import io.celeriac.spi.Printable;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Prints every event on a line, in the very form of {@code celery events --dump}. */
final class EventDump implements EventListener {

  /** How many tasks are remembered by name, as in Celery. */
  private static final int NAMES = 4095;

  private static final Map<String, String> WORDS =
      Map.of(
          "worker-offline", "shutdown",
          "worker-online", "started",
          "worker-heartbeat", "heartbeat");

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

  private final PrintWriter out;
  private final String broker;
  private boolean lost;
  private final Map<String, String> names =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > NAMES;
        }
      };

  EventDump(PrintWriter out, String broker) {
    this.out = out;
    this.broker = broker;
  }

  void started() {
    say("-> evdump: starting capture...");
  }

  @Override
  public void connected() {
    lost = false;
  }

  @Override
  public void disconnected(BrokerException cause) {
    say(
        lost
            ? "-> Cannot connect to " + broker + ": " + cause.getMessage()
            : "-> Connection lost, attempting reconnect");
    lost = true;
  }

  @Override
  public void event(Event event) {
    Map<String, @Nullable Object> fields = new TreeMap<>(event.fields());
    fields.remove("timestamp");
    fields.remove("type");
    fields.remove("hostname");
    fields.put("local_received", seconds(event.received()));
    String type = event.type().toLowerCase(Locale.ROOT);
    String task = "";
    if (type.startsWith("task-")) {
      task = task(type, fields) + " ";
    }
    say(
        event.hostname()
            + " ["
            + time(event.timestamp())
            + "] "
            + WORDS.getOrDefault(type, type.replace('-', ' '))
            + ": "
            + task
            + text(fields));
  }

  /** The task that an event is about; what that tells is not repeated among the fields. */
  private String task(String type, Map<String, @Nullable Object> fields) {
    String uuid = python(fields.remove("uuid"));
    if (!type.equals("task-received") && !type.equals("task-sent")) {
      return names.getOrDefault(uuid, "");
    }
    String task =
        python(fields.remove("name"))
            + "("
            + uuid
            + ") args="
            + python(fields.remove("args"))
            + " kwargs="
            + python(fields.remove("kwargs"));
    names.put(uuid, task);
    return task;
  }

  private static String text(Map<String, @Nullable Object> fields) {
    StringBuilder text = new StringBuilder();
    fields.forEach((name, value) ->
        text.append(text.isEmpty() ? "" : ", ").append(name).append('=').append(python(value)));
    return text.toString();
  }

  /** As Python's {@code str}: text as it is, all else as a literal. */
  private static String python(@Nullable Object value) {
    return value instanceof String text ? text : PythonRepr.of(value, 0, Integer.MAX_VALUE);
  }

  private static String time(Instant time) {
    boolean whole =
        time.truncatedTo(ChronoUnit.MICROS).equals(time.truncatedTo(ChronoUnit.SECONDS));
    return (whole ? SECONDS : MICROS).format(time.atOffset(ZoneOffset.UTC)) + "+00:00";
  }

  private static double seconds(Instant time) {
    return (time.getEpochSecond() * 1_000_000 + time.getNano() / 1000) / 1e6;
  }

  private void say(String line) {
    out.println(Printable.line(line));
    out.flush();
  }
}
