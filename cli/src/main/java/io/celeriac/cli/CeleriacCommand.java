package io.celeriac.cli;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
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

  private static final Set<String> HELP = Set.of("--help", "-h");

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
    Surroundings surroundings = Surroundings.ofThisProcess(colours);
    System.exit(commandLine(surroundings, List.of(arguments)).execute(arguments));
  }

  /**
   * The command line for some arguments. It has the commands that occur in them, or all where none
   * does: reading the options of each takes as long as the rest of a start.
   */
  static CommandLine commandLine(Surroundings surroundings, List<String> arguments) {
    CeleriacCommand command = new CeleriacCommand();
    CommandLine line = new CommandLine(command);
    Map<String, Supplier<CommandLine>> all = commands(new Session(surroundings, command.options));
    Set<String> named = new LinkedHashSet<>(arguments);
    named.retainAll(all.keySet());
    if (named.contains("multi")) {
      named.add("worker"); // whose options it takes
    }
    // Help before a command is that of them all, and completion knows them all.
    boolean some =
        !named.isEmpty()
            && !named.contains("completion")
            && arguments.stream()
                .takeWhile(word -> !all.containsKey(word))
                .noneMatch(HELP::contains);
    (some ? named : all.keySet())
        .forEach(name -> line.addSubcommand(requireNonNull(all.get(name)).get()));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setDefaultValueProvider(new EnvironmentOptions(surroundings.environment()));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(surroundings.output().colours() ? Ansi.ON : Ansi.OFF));
    Failure failure = new Failure();
    line.setParameterExceptionHandler(failure);
    line.setExecutionExceptionHandler(failure);
    return line;
  }

  private static Map<String, Supplier<CommandLine>> commands(Session session) {
    Map<String, Supplier<CommandLine>> all = new LinkedHashMap<>();
    all.put("worker", () -> new CommandLine(new WorkerCommand(session)));
    all.put("beat", () -> beat(session));
    all.put("multi", () -> multi(session));
    all.put("call", () -> new CommandLine(new CallCommand(session)));
    all.put("result", () -> new CommandLine(new ResultCommand(session)));
    all.put("inspect", () -> new CommandLine(new InspectCommand(session)));
    all.put("control", () -> new CommandLine(new ControlCommand(session)));
    all.put("status", () -> new CommandLine(new StatusCommand(session)));
    all.put("purge", () -> new CommandLine(new PurgeCommand(session)));
    all.put("dead", () -> dead(session));
    all.put("migrate", () -> new CommandLine(new MigrateCommand(session)));
    all.put("list", () -> list(session));
    all.put("graph", () -> graph(session));
    all.put("events", () -> new CommandLine(new EventsCommand(session)));
    all.put("quickstart", () -> new CommandLine(new QuickstartCommand(session)));
    all.put("doctor", () -> new CommandLine(new DoctorCommand(session)));
    all.put("report", () -> new CommandLine(new ReportCommand(session)));
    all.put("completion", () -> new CommandLine(new CompletionCommand()));
    return all;
  }

  private static CommandLine list(Session session) {
    return new CommandLine(new ListCommand())
        .addSubcommand(new ListBindingsCommand(session))
        .addSubcommand(new ListParkedCommand(session));
  }

  private static CommandLine graph(Session session) {
    return new CommandLine(new GraphCommand())
        .addSubcommand(new GraphBootstepsCommand())
        .addSubcommand(new GraphWorkersCommand(session));
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
