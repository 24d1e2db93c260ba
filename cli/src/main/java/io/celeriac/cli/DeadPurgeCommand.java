package io.celeriac.cli;

import io.celeriac.DeadLetter;
import io.celeriac.DeadLetters;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deletes messages that no worker could handle, after asking. */
@Command(
    name = "purge",
    description = "Delete dead letters: all of them, or those that are named. There is no undo.",
    customSynopsis = "celeriac [-A CLASS] [-b URL] dead purge [OPTIONS] [KEY...]",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class DeadPurgeCommand implements Callable<Integer> {

  private static final int DECLINED = 1;

  @Option(
      names = {"-f", "--force"},
      description = "Do not ask.")
  boolean force;

  @Mixin final DeadSelection selection = new DeadSelection();

  @Option(
      names = {"-j", "--json"},
      description = "One JSON document: how many there were.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  DeadPurgeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    boolean every = !selection.isGiven();
    Predicate<DeadLetter> which = selection.selected();
    String what =
        every ? "This will delete all dead letters." : "This will delete the dead letters named.";
    if (!force
        && !Question.isConfirmed(session, spec.commandLine().getErr(), what, "Are you sure?")) {
      return DECLINED;
    }
    return DeadWork.with(session, letters -> purge(letters, every, which));
  }

  private int purge(DeadLetters letters, boolean every, Predicate<DeadLetter> which)
      throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    long count = every ? letters.purge() : letters.purge(which);
    out.println(
        json ? CallArguments.json(Map.of("purged", count)) : DeadWork.counted("Deleted", count));
    out.flush();
    return 0;
  }
}
