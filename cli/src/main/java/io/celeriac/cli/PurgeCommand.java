package io.celeriac.cli;

import io.celeriac.Celery;
import io.celeriac.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deletes what waits in the app's queues, after asking. */
@Command(
    name = "purge",
    description = "Delete all messages that wait in the app's queues. There is no undo.",
    customSynopsis = "celeriac [-A CLASS] [-b URL] purge [OPTIONS]",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class PurgeCommand implements Callable<Integer> {

  private static final int DECLINED = 1;

  @Option(
      names = {"-f", "--force"},
      description = "Do not ask.")
  boolean force;

  @Option(
      names = {"-Q", "--queues"},
      paramLabel = "NAME",
      split = ",",
      description = "These queues, parted by commas, and not those of the app.")
  List<String> queues = new ArrayList<>();

  @Option(
      names = {"-X", "--exclude-queues"},
      paramLabel = "NAME",
      split = ",",
      description = "Not these.")
  List<String> excluded = new ArrayList<>();

  @Option(
      names = {"-j", "--json"},
      description = "One JSON document: each queue, and how many messages were deleted.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  PurgeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    LogOutput.toStandardError(LogLevel.WARNING, session.surroundings().errors());
    PrintWriter out = spec.commandLine().getOut();
    try (Celery app = session.app(Settings.defaults())) {
      TreeSet<String> names = new TreeSet<>(queues.isEmpty() ? app.queueNames() : queues);
      excluded.forEach(names::remove);
      if (names.isEmpty()) {
        throw new UsageException("There is no queue left to purge; -X leaves all of them out");
      }
      if (!force && !confirmed(names)) {
        return DECLINED;
      }
      Map<String, Long> purged = new LinkedHashMap<>();
      names.forEach(name -> purged.put(name, app.purge(name)));
      out.println(json ? CallArguments.json(purged) : text(purged));
      out.flush();
      tellOfParked(app.parked(names.toArray(String[]::new)));
    }
    return 0;
  }

  /** RabbitMQ cannot delete those of one queue alone. */
  private void tellOfParked(Map<String, Long> parked) {
    long most = parked.values().stream().mapToLong(Long::longValue).max().orElse(0);
    if (most > 0) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          "%d %s parked for later and still there, of these or other queues; 'celeriac list parked' counts them."
              .formatted(most, most == 1 ? "message is" : "messages are"));
      err.flush();
    }
  }

  private boolean confirmed(Set<String> names) throws IOException {
    return Question.isConfirmed(
        session,
        spec.commandLine().getErr(),
        "This will remove all tasks from "
            + plural(names.size(), "queue")
            + ": "
            + String.join(", ", names)
            + ".",
        "Are you sure you want to delete all tasks?");
  }

  private static String text(Map<String, Long> purged) {
    long messages = purged.values().stream().mapToLong(Long::longValue).sum();
    String where = plural(purged.size(), "queue");
    return messages == 0
        ? "No messages purged from " + purged.size() + " " + where + "."
        : "Purged %d %s from %d known task %s."
            .formatted(messages, plural(messages, "message"), purged.size(), where);
  }

  private static String plural(long count, String word) {
    return count == 1 ? word : word + "s";
  }
}
