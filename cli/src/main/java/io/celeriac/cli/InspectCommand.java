package io.celeriac.cli;

import io.celeriac.RemoteCommand;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

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
final class InspectCommand extends RemoteWordsCommand {

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      completionCandidates = RemoteWords.Asking.class,
      description = "The command, and its arguments.")
  List<String> words = new ArrayList<>();

  InspectCommand(Session session) {
    super(session, RemoteCommand.Kind.INSPECT);
  }

  @Override
  List<String> words() {
    return words;
  }
}
