package io.celeriac.cli;

import io.celeriac.DeadLetter;
import io.celeriac.DeadLetters;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts messages back into the queues that they came from. */
@Command(
    name = "replay",
    description = {
      "Put dead letters back into the queues that they came from.",
      "",
      "Each is confirmed there before it is removed here; one that is refused stays."
    },
    customSynopsis = "celeriac [-A CLASS] [-b URL] dead replay [OPTIONS] [KEY...]",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footer = {"", "Example:", "  celeriac dead replay --reason unknown-task --task shop.ship"})
final class DeadReplayCommand implements Callable<Integer> {

  @Option(
      names = {"-a", "--all"},
      description = "All of them.")
  boolean all;

  @Mixin final DeadSelection selection = new DeadSelection();

  @Option(
      names = {"-j", "--json"},
      description = "One JSON document: how many there were.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  DeadReplayCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!all && !selection.isGiven()) {
      throw new UsageException("Which ones? Name keys, --reason, --task or --queue, or say --all");
    }
    Predicate<DeadLetter> which = selection.selected();
    return DeadWork.with(session, letters -> replay(letters, which));
  }

  private int replay(DeadLetters letters, Predicate<DeadLetter> which) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    long count = letters.replay(which);
    if (count == 0 && !selection.keys.isEmpty()) {
      throw new UsageException(
          "There is no dead letter "
              + String.join(", ", selection.keys)
              + "; 'dead list' shows all");
    }
    out.println(
        json ? CallArguments.json(Map.of("replayed", count)) : DeadWork.counted("Replayed", count));
    out.flush();
    return 0;
  }
}
