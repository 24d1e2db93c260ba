package io.celeriac.cli;

import io.celeriac.StoredSchedule;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that does the same to some entries of a shared schedule. */
abstract class BeatEntriesCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "The entry's name.")
  List<String> names = new ArrayList<>();

  @ParentCommand @Nullable BeatCommand beat;
  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;
  private final String done;

  /** One after which an entry is so. */
  BeatEntriesCommand(Session session, String done) {
    this.session = session;
    this.done = done;
  }

  /** Whether there was such an entry. */
  abstract boolean change(StoredSchedule schedule, String name);

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    return BeatEdit.with(
        session,
        beat,
        schedule -> {
          for (String name : names) {
            BeatEdit.expect(change(schedule, name), name, schedule);
            out.println(name + " is " + done);
          }
          out.flush();
          return 0;
        });
  }
}
