package io.celeriac.cli;

import io.celeriac.spi.Printable;
import io.celeriac.spi.Secrets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Starts, stops and restarts several workers on this machine. It reads its arguments by itself, by
 * Celery's rules, which have no fixed set of options: most are those of the workers.
 */
@Command(
    name = "multi",
    description = "Start, stop and restart several workers on this machine.",
    customSynopsis = {
      "celeriac [-A CLASS] multi COMMAND NODE... [OPTIONS] [WORKER OPTIONS]",
      "       celeriac [-A CLASS] multi COMMAND NUMBER [OPTIONS] [WORKER OPTIONS]"
    },
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footer = {
      "",
      "Commands:",
      "  start NODE...           start workers in the background",
      "  stop NODE... [-SIG]     send them a signal, TERM by default",
      "  stopwait NODE... [-SIG] the same, and wait until they have ended",
      "  restart NODE... [-SIG]  stop and start them",
      "  kill NODE...            end them at once",
      "  show NODE...            print the commands that would start them",
      "  names NODE...           print their names",
      "  expand TEMPLATE NODE... print the template for each, as '%%n.log'",
      "  get NAME NODE...        print the arguments of one of them",
      "  help                    print examples",
      "",
      "Options: --nosplash, --quiet, --verbose, --no-color; --range-prefix, --prefix,",
      "--suffix and --hostname for the names; all of 'celeriac worker', for some nodes",
      "as in -c:1-3 4 and -Q:mail letters. --pidfile is /var/run/celery/%%n.pid and",
      "--logfile /var/log/celery/%%n%%I.log, unless given.",
      "",
      "Examples:",
      "  celeriac -A com.example.Shop multi start 3 -c 4 -l INFO",
      "  celeriac -A com.example.Shop multi restart mail video -Q:mail letters",
      "  celeriac multi stopwait 3"
    })
final class MultiCommand implements Callable<Integer> {

  private static final Set<String> COMMANDS =
      Set.of(
          "start",
          "stop",
          "stopwait",
          "stop_verify",
          "restart",
          "kill",
          "show",
          "names",
          "expand",
          "get",
          "help");

  @Parameters(hidden = true, arity = "0..*")
  List<String> words = new ArrayList<>();

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  MultiCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    Set<String> flags = new HashSet<>();
    Set<String> valued = new HashSet<>();
    CommandLine worker = Objects.requireNonNull(spec.root().subcommands().get("worker"));
    for (OptionSpec option : worker.getCommandSpec().options()) {
      (option.arity().max() == 0 ? flags : valued).addAll(List.of(option.names()));
    }
    List<String> all = new ArrayList<>(spec.root().commandLine().getParseResult().originalArgs());
    int multi = command(all, valued);
    List<String> rest = new ArrayList<>(all.subList(multi + 1, all.size()));
    MultiOutput output = output(rest);
    if (rest.isEmpty() || rest.getFirst().startsWith("-")) {
      return usage(output);
    }
    String command = rest.removeFirst();
    if (!COMMANDS.contains(command)) {
      spec.commandLine()
          .getErr()
          .println("Invalid command: " + Printable.word(Secrets.text(command)));
      return usage(output);
    }
    if (command.equals("help")) {
      output.say(MultiExamples.TEXT);
      return 0;
    }
    boolean named = command.equals("expand") || command.equals("get");
    if (named && rest.isEmpty()) {
      throw new UsageException(
          "celeriac multi "
              + command
              + " needs "
              + (command.equals("get") ? "a name" : "a template"));
    }
    String first = named ? rest.removeFirst() : "";
    rest.addAll(0, all.subList(0, multi));
    MultiArguments arguments = MultiArguments.parse(rest, flags, valued);
    List<MultiNode> nodes =
        MultiNodes.of(arguments, MultiCommandLine.ofThisProcess(session.surroundings()));
    return run(command, first, arguments.signal().orElse("TERM"), nodes, output);
  }

  private int usage(MultiOutput output) {
    output.begin();
    spec.commandLine().usage(spec.commandLine().getOut());
    return 0;
  }

  /** Where the command's name stands, behind global options. */
  private static int command(List<String> words, Set<String> valued) {
    int index = 0;
    while (index < words.size() && words.get(index).startsWith("-")) {
      index += valued.contains(words.get(index)) ? 2 : 1;
    }
    return index;
  }

  /** Takes the options about the output away from those of the workers, as Celery does. */
  private MultiOutput output(List<String> words) {
    Terminal terminal = session.surroundings().output();
    boolean plain = words.remove("--no-color");
    boolean asked = words.remove("--quiet");
    boolean askedShort = words.remove("-q");
    boolean quiet = asked || askedShort || session.quiet();
    return new MultiOutput(
        spec.commandLine().getOut(),
        plain ? Terminal.PLAIN : terminal,
        !words.remove("--nosplash"),
        quiet,
        words.remove("--verbose"));
  }

  private int run(
      String command, String first, String signal, List<MultiNode> nodes, MultiOutput output)
      throws InterruptedException {
    MultiCluster cluster = new MultiCluster(nodes, output, session.surroundings());
    switch (command) {
      case "start" -> {
        output.begin();
        return cluster.start();
      }
      case "restart" -> {
        output.begin();
        return cluster.restart(signal);
      }
      case "stop" -> {
        output.begin();
        cluster.stop(signal);
      }
      case "stopwait", "stop_verify" -> {
        output.begin();
        cluster.stopAndWait(signal);
      }
      case "kill" -> {
        output.begin();
        cluster.kill();
      }
      case "names" -> nodes.forEach(node -> output.say(node.name()));
      case "show" -> nodes.forEach(node -> output.say(MultiNode.shown(node.command())));
      case "expand" -> nodes.forEach(node -> output.say(node.expand(first)));
      default -> {
        return get(first, nodes, output);
      }
    }
    return 0;
  }

  private static int get(String name, List<MultiNode> nodes, MultiOutput output) {
    for (MultiNode node : nodes) {
      if (node.name().equals(name)) {
        output.say(MultiNode.shown(node.arguments()));
        return 0;
      }
    }
    return 1;
  }
}
