package io.celeriac.cli;

import io.celeriac.RemoteCommand;
import picocli.CommandLine.Command;

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

  InspectCommand(Session session) {
    super(session, RemoteCommand.Kind.INSPECT);
  }
}
