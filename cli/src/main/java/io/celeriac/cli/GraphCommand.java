package io.celeriac.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Groups what draws. */
@Command(
    name = "graph",
    description = "Draw the parts of a worker, or the workers of a cluster, for Graphviz.",
    customSynopsis = "celeriac [-A CLASS] [-b URL] graph bootsteps|workers [ARGUMENT...]",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footer = {"", "Example:", "  celeriac -b redis://localhost graph workers | dot -Tsvg >w.svg"})
final class GraphCommand implements Runnable {

  @Spec CommandSpec spec = CommandSpec.create();

  /** Without a command, says which there are. */
  @Override
  public void run() {
    CommandLine line = spec.commandLine();
    line.usage(line.getOut());
  }
}
