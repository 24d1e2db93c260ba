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

/** Lets entries of a shared schedule run again; what was missed is not made up. */
@Command(
    name = "enable",
    description = "Let an entry of a shared schedule run again.",
    customSynopsis = "celeriac beat [-S URL] enable NAME...",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class BeatEnableCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "The entry's name.")
  List<String> names = new ArrayList<>();

  @ParentCommand @Nullable BeatCommand beat;
  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  BeatEnableCommand(Session session) {
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
            BeatEdit.expect(schedule.enable(name), name, schedule);
            out.println(name + " is enabled");
          }
          out.flush();
          return 0;
        });
  }
}
