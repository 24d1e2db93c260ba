package io.celeriac.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups what lists things of the broker. */
@Command(
    name = "list",
    description = "List what there is on the broker: bindings, and tasks that are parked.",
    customSynopsis = "celeriac [-A CLASS] [-b URL] list bindings|parked",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class ListCommand implements Runnable {

  @Spec CommandSpec spec = CommandSpec.create();

  /** Without a command, says which there are. */
  @Override
  public void run() {
    CommandLine line = spec.commandLine();
    line.usage(line.getOut());
  }
}
