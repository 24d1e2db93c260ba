package io.celeriac.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups what is done with messages that no worker could handle. */
@Command(
    name = "dead",
    description = "Look at messages that no worker could handle, and put them back or away.",
    customSynopsis = "celeriac [-A CLASS] [-b URL] dead list|show|replay|purge",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class DeadCommand implements Runnable {

  @Spec CommandSpec spec = CommandSpec.create();

  /** Without a command, says which there are. */
  @Override
  public void run() {
    CommandLine line = spec.commandLine();
    line.usage(line.getOut());
  }
}
