package io.celeriac.cli;

import io.celeriac.DeadLetter;
import io.celeriac.DeadLetters;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists messages that no worker could handle. */
@Command(
    name = "list",
    description = "List messages that no worker could handle, the oldest first.",
    customSynopsis = "celeriac [-A CLASS] [-b URL] dead list [OPTIONS]",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class DeadListCommand implements Callable<Integer> {

  private static final List<String> TITLES =
      List.of("KEY", "REASON", "TASK", "ID", "QUEUE", "WHEN", "WORKER", "TRIES");

  @Mixin final DeadChoice choice = new DeadChoice();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "Look at so many at the most; 1000 unless given.")
  long limit = 1_000;

  @Option(
      names = {"-j", "--json"},
      description = "One JSON document.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  DeadListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (limit < 1) {
      throw new UsageException("--limit is " + limit + "; expected a number above 0");
    }
    return DeadWork.with(session, this::list);
  }

  private int list(DeadLetters letters) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    long count = letters.count();
    List<DeadLetter> found = letters.list(limit).stream().filter(choice.chosen()).toList();
    if (json) {
      out.println(CallArguments.json(found.stream().map(DeadText::members).toList()));
    } else {
      print(out, found);
      if (count > limit) {
        out.println("… of the oldest " + limit + ", of " + count + " in all; --limit tells more.");
      }
    }
    out.flush();
    return 0;
  }

  private static void print(PrintWriter out, List<DeadLetter> found) {
    if (found.isEmpty()) {
      out.println("There are no dead letters.");
      return;
    }
    Columns columns = new Columns(TITLES);
    for (DeadLetter each : found) {
      columns.add(
          List.of(
              DeadText.key(each),
              each.death().reason().text(),
              DeadText.or(each.death().task()),
              DeadText.or(each.death().id()),
              DeadText.or(each.queue()),
              DeadText.time(each),
              DeadText.or(each.death().worker()),
              String.valueOf(each.death().attempts())));
    }
    columns.lines().forEach(out::println);
  }
}
