package io.celeriac.cli;

import io.celeriac.RemoteCommand;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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
final class ControlCommand extends RemoteWordsCommand {

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      completionCandidates = RemoteWords.Acting.class,
      description = "The command, and its arguments.")
  List<String> words = new ArrayList<>();

  ControlCommand(Session session) {
    super(session, RemoteCommand.Kind.CONTROL);
  }

  @Override
  List<String> words() {
    return words;
  }
}
