package io.celeriac.cli;

import io.celeriac.RemoteCommand;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends a command of one kind to the workers of a cluster, in whatever language they are. */
abstract class RemoteWordsCommand implements Callable<Integer> {

  @Mixin final RemoteOptions options = new RemoteOptions();

  @Option(names = "--list", description = "List the commands.")
  boolean list;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;
  private final RemoteCommand.Kind kind;

  RemoteWordsCommand(Session session, RemoteCommand.Kind kind) {
    this.session = session;
    this.kind = kind;
  }

  /** The command, and its arguments. */
  abstract List<String> words();

  @Override
  public Integer call() {
    LogOutput.toStandardError(LogLevel.WARNING, session.surroundings().errors());
    RemoteAsking asking = new RemoteAsking(session, options, spec.commandLine().getOut());
    if (list) {
      return asking.list(kind);
    }
    List<String> words = words();
    if (words.isEmpty()) {
      throw new UsageException(
          "Which command? 'celeriac " + spec.name() + " --list' tells those that there are");
    }
    return asking.ask(kind, words.getFirst(), words.subList(1, words.size()));
  }
}
