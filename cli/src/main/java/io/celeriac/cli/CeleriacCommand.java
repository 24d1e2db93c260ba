package io.celeriac.cli;

import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code celeriac} command: Celery's command line for applications in Java. */
@Command(
    name = "celeriac",
    description = "Celery for the JVM: a distributed task queue.",
    versionProvider = VersionText.class,
    customSynopsis = "celeriac [OPTIONS] COMMAND [OPTIONS]",
    sortOptions = false,
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions, before the command or after it:%n",
    footer = {"", "'celeriac COMMAND --help' tells more; 'celeriac quickstart' shows it all."})
public final class CeleriacCommand implements Runnable {

  @Mixin final GlobalOptions options = new GlobalOptions();

  @Option(names = "--version", versionHelp = true, order = 200, description = "Print the version.")
  boolean version;

  @Spec CommandSpec spec = CommandSpec.create();

  private CeleriacCommand() {}

  /**
   * Runs the command, and ends the process with its exit code.
   *
   * @param arguments what stood on the command line after {@code celeriac}
   */
  public static void main(String[] arguments) {
    boolean colours =
        Arrays.stream(arguments).noneMatch(a -> a.equals("-C") || a.equals("--no-color"));
    System.exit(commandLine(Surroundings.ofThisProcess(colours)).execute(arguments));
  }

  static CommandLine commandLine(Surroundings surroundings) {
    CeleriacCommand command = new CeleriacCommand();
    Session session = new Session(surroundings, command.options);
    CommandLine line = new CommandLine(command);
    line.addSubcommand(new WorkerCommand(session));
    line.addSubcommand(beat(session));
    line.addSubcommand(multi(session));
    line.addSubcommand(new CallCommand(session));
    line.addSubcommand(new ResultCommand(session));
    line.addSubcommand(new InspectCommand(session));
    line.addSubcommand(new ControlCommand(session));
    line.addSubcommand(new StatusCommand(session));
    line.addSubcommand(new PurgeCommand(session));
    line.addSubcommand(dead(session));
    line.addSubcommand(new MigrateCommand(session));
    line.addSubcommand(
        new CommandLine(new ListCommand())
            .addSubcommand(new ListBindingsCommand(session))
            .addSubcommand(new ListParkedCommand(session)));
    line.addSubcommand(
        new CommandLine(new GraphCommand())
            .addSubcommand(new GraphBootstepsCommand())
            .addSubcommand(new GraphWorkersCommand(session)));
    line.addSubcommand(new EventsCommand(session));
    line.addSubcommand(new QuickstartCommand(session));
    line.addSubcommand(new DoctorCommand(session));
    line.addSubcommand(new ReportCommand(session));
    line.addSubcommand(new CompletionCommand());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setDefaultValueProvider(new EnvironmentOptions(surroundings.environment()));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(surroundings.output().colours() ? Ansi.ON : Ansi.OFF));
    Failure failure = new Failure();
    line.setParameterExceptionHandler(failure);
    line.setExecutionExceptionHandler(failure);
    return line;
  }

  private static CommandLine dead(Session session) {
    return new CommandLine(new DeadCommand())
        .addSubcommand(new DeadListCommand(session))
        .addSubcommand(new DeadShowCommand(session))
        .addSubcommand(new DeadReplayCommand(session))
        .addSubcommand(new DeadPurgeCommand(session));
  }

  private static CommandLine beat(Session session) {
    return new CommandLine(new BeatCommand(session))
        .addSubcommand(new BeatListCommand(session))
        .addSubcommand(new BeatAddCommand(session))
        .addSubcommand(new BeatRemoveCommand(session))
        .addSubcommand(new BeatEnableCommand(session))
        .addSubcommand(new BeatDisableCommand(session));
  }

  /** What it does not understand are options of the workers that it starts. */
  private static CommandLine multi(Session session) {
    return new CommandLine(new MultiCommand(session)).setUnmatchedOptionsArePositionalParams(true);
  }

  /** Without a command, says which there are. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
