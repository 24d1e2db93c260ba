package io.celeriac.cli;

import io.celeriac.RemoteCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends a command that asks to the workers of a cluster, in whatever language they are written. */
@Command(
    name = "inspect",
    description = "Ask workers: what they run, hold, know and are.",
    customSynopsis = "celeriac [-b URL] inspect [OPTIONS] COMMAND [ARGUMENT...]",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footer = {
      "",
      "'celeriac inspect --list' tells the commands.",
      "",
      "Example:",
      "  celeriac -b redis://localhost inspect active"
    })
final class InspectCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The command, and its arguments.")
  List<String> words = new ArrayList<>();

  @Mixin final RemoteOptions options = new RemoteOptions();

  @Option(names = "--list", description = "List the commands.")
  boolean list;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  InspectCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    LogOutput.toStandardError(LogLevel.WARNING, session.surroundings().errors());
    RemoteAsking asking = new RemoteAsking(session, options, spec.commandLine().getOut());
    if (list) {
      return asking.list(RemoteCommand.Kind.INSPECT);
    }
    if (words.isEmpty()) {
      throw new UsageException(
          "Which command? 'celeriac inspect --list' tells those that there are");
    }
    return asking.ask(RemoteCommand.Kind.INSPECT, words.getFirst(), words.subList(1, words.size()));
  }
}
