package io.celeriac.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows which workers are there. */
@Command(
    name = "status",
    description = "Show which workers are online.",
    customSynopsis = "celeriac [-b URL] status [OPTIONS]",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class StatusCommand implements Callable<Integer> {

  @Mixin final RemoteOptions options = new RemoteOptions();
  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    LogOutput.toStandardError(LogLevel.WARNING, session.surroundings().errors());
    return new RemoteAsking(session, options, spec.commandLine().getOut()).status();
  }
}
