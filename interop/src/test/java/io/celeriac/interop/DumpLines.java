package io.celeriac.interop;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code celery events --dump} has printed, with placeholders for all that differs from run to
 * run and from place to place.
 */
final class DumpLines {

  private static final Pattern TRACEBACK =
      Pattern.compile("traceback=.*?, utcoffset=", Pattern.DOTALL);

  private DumpLines() {}

  /**
   * The lines about tasks. That repeated in each which the monitor has heard of the task before is
   * left out, for it may hear of its start before it hears that it was sent.
   */
  static List<String> ofTasks(String output, String id) {
    return plain(output)
        .lines()
        .filter(line -> line.matches("\\S+ \\[[^\\]]*\\] task .*"))
        .map(line -> line.replace(id, "ID"))
        .map(line ->
            line.matches(".*\\] task (sent|received): .*")
                ? line
                : line.replaceFirst("(task \\S+): .*?clock=", "$1: clock="))
        .map(DumpLines::general)
        .toList();
  }

  /** The heartbeats of a worker, but for those that were asked for. */
  static List<String> ofWorker(String output, String node) {
    return output
        .lines()
        .filter(line -> line.startsWith(node + " ") && line.contains("] heartbeat: active="))
        .map(DumpLines::general)
        .map(line ->
            line.replaceAll("(loadavg|sw_ident|sw_ver|active|processed)=(\\[.*?\\]|[^,]*)", "$1=?"))
        .distinct()
        .toList();
  }

  static List<String> withoutSent(List<String> lines) {
    return lines.stream().filter(line -> !line.contains("task sent")).toList();
  }

  /** A traceback runs over many lines, and Python's and Java's have nothing in common. */
  private static String plain(String output) {
    return TRACEBACK
        .matcher(output)
        .replaceAll(Matcher.quoteReplacement("traceback=?, utcoffset="));
  }

  private static String general(String line) {
    return line.replaceAll("^\\S+ \\[.*?\\]", "NODE [TIME]")
        .replaceAll("(clock|local_received|pid|runtime)=[^,]*", "$1=?")
        .replaceAll("(eta|expires)=\\d[^,]*", "$1=?")
        .replaceAll("interop-[0-9a-f-]+\\.(java|python)", "QUEUE");
  }
}
