package io.celeriac.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Removes entries from a shared schedule. Those of the app's configuration come back with it. */
@Command(
    name = "remove",
    description = "Remove an entry from a shared schedule.",
    customSynopsis = "celeriac beat [-S URL] remove NAME...",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class BeatRemoveCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "The entry's name.")
  List<String> names = new ArrayList<>();

  @ParentCommand @Nullable BeatCommand beat;
  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  BeatRemoveCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    return BeatEdit.with(
        session,
        beat,
        schedule -> {
          for (String name : names) {
            BeatEdit.expect(schedule.remove(name), name, schedule);
            out.println(name + " is removed");
          }
          out.flush();
          return 0;
        });
  }
}
