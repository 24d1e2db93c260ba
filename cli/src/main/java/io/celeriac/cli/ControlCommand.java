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

/** Sends a command that acts to the workers of a cluster, in whatever language they are written. */
@Command(
    name = "control",
    description = "Tell workers: revoke, limit, consume, scale, shut down.",
    customSynopsis = "celeriac [-b URL] control [OPTIONS] COMMAND [ARGUMENT...]",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footer = {
      "",
      "'celeriac control --list' tells the commands.",
      "",
      "Example:",
      "  celeriac -b redis://localhost control rate_limit shop.mail 10/m"
    })
final class ControlCommand implements Callable<Integer> {

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

  ControlCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    LogOutput.toStandardError(LogLevel.WARNING, session.surroundings().errors());
    RemoteAsking asking = new RemoteAsking(session, options, spec.commandLine().getOut());
    if (list) {
      return asking.list(RemoteCommand.Kind.CONTROL);
    }
    if (words.isEmpty()) {
      throw new UsageException(
          "Which command? 'celeriac control --list' tells those that there are");
    }
    return asking.ask(RemoteCommand.Kind.CONTROL, words.getFirst(), words.subList(1, words.size()));
  }
}
