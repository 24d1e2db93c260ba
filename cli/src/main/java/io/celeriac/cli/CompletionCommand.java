package io.celeriac.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what lets a shell complete the command's options. */
@Command(
    name = "completion",
    description = "Print completion for a shell, which is to source it.",
    customSynopsis = "celeriac completion [bash|zsh|fish]",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  source <(celeriac completion)              # bash, zsh",
      "  celeriac completion fish | source          # fish"
    })
final class CompletionCommand implements Runnable {

  /** The shells that there is completion for. */
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Parameters(
      paramLabel = "SHELL",
      arity = "0..1",
      defaultValue = "BASH",
      description = "bash, zsh or fish; what there is for bash does for zsh.")
  Shell shell = Shell.BASH;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    CommandLine root = spec.root().commandLine();
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        switch (shell) {
          case BASH, ZSH -> AutoComplete.bash("celeriac", root);
          case FISH -> FishCompletion.of(root);
        });
    out.flush();
  }
}
