package io.celeriac.cli;

import io.celeriac.PoolChild;
import io.celeriac.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of what may run in the background, without a terminal. */
final class DaemonOptions {

  @Option(
      names = {"-f", "--logfile"},
      paramLabel = "FILE",
      description = "Log to the file; %%n in it is the node's name, %%h its host.")
  @Nullable String logFile;

  @Option(
      names = {"-D", "--detach"},
      description = "Run in the background; without --logfile, its output is lost.")
  boolean detach;

  @Option(
      names = "--pidfile",
      paramLabel = "FILE",
      description = "Write the process's id there; %%n and %%h as in --logfile.")
  @Nullable String pidFile;

  /** What a command does when its files are its own; it is told where it logs to. */
  @FunctionalInterface
  interface Program {
    int run(Optional<Path> log) throws InterruptedException;
  }

  /**
   * The log file of a node.
   *
   * @param settings those of the app, where {@code worker_logfile} is the default
   */
  private Optional<Path> log(Settings settings, CommandSpec command, Path directory, String node) {
    return file(logFile, settings, command.name() + "_logfile", directory, node);
  }

  private Optional<Path> pid(Settings settings, CommandSpec command, Path directory, String node) {
    return PoolChild.ofThisProcess().isPresent()
        ? Optional.empty()
        : file(pidFile, settings, command.name() + "_pidfile", directory, node);
  }

  private static Optional<Path> file(
      @Nullable String option, Settings settings, String name, Path directory, String node) {
    int index = PoolChild.ofThisProcess().map(PoolChild::index).orElse(0);
    return Optional.ofNullable(option)
        .or(() -> Optional.ofNullable(settings.explicit().get(name)).map(String::valueOf))
        .filter(pattern -> !pattern.isEmpty())
        .map(pattern -> directory.resolve(NodeFileName.expand(pattern, node, index)));
  }

  /**
   * Runs a program with its log file and its pid file; or starts it once more in the background.
   *
   * @param node the name that goes into the names of the files
   * @return the exit code
   */
  int run(
      CommandSpec command,
      Session session,
      Settings settings,
      LogLevel level,
      String node,
      Program program) {
    Path directory = session.surroundings().directory();
    Optional<Path> log = log(settings, command, directory, node);
    Optional<Path> pid = pid(settings, command, directory, node);
    boolean leaving = detach && !Detachment.isThisProcess() && PoolChild.ofThisProcess().isEmpty();
    try {
      if (leaving) {
        pid.ifPresent(PidFile::check);
        log.ifPresent(LogOutput::checkWritable);
        int code =
            new Detachment(command.root().commandLine().getParseResult().originalArgs(), directory)
                .start(log);
        return code == 0 ? 0 : failed(command, log, code);
      }
      log.ifPresent(file -> LogOutput.toFile(level, file));
      if (pid.isEmpty()) {
        Detachment.ready();
        return program.run(log);
      }
      try (PidFile _ = PidFile.acquire(pid.get())) {
        Detachment.ready();
        return program.run(log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } catch (IOException e) {
      throw new UsageException("It cannot be started in the background: " + e, e);
    }
  }

  private static int failed(CommandSpec command, Optional<Path> log, int code) {
    command
        .commandLine()
        .getErr()
        .println(
            "celeriac: The process in the background ended with "
                + code
                + log.map(file -> "; what it had to say is in " + file)
                    .orElse("; --logfile would have kept what it had to say"));
    return code;
  }
}
