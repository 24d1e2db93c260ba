package io.celeriac.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what lets a shell complete the command's options. */
@Command(
    name = "completion",
    description = "Print completion for bash and zsh: source <(celeriac completion).",
    customSynopsis = "celeriac completion")
final class CompletionCommand implements Runnable {

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().getOut().print(AutoComplete.bash("celeriac", spec.root().commandLine()));
    spec.commandLine().getOut().flush();
  }
}
