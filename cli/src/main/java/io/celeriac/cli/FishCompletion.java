package io.celeriac.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Completion for fish, from the model of the commands; picocli brings it for bash and zsh only. */
final class FishCompletion {

  private static final int DESCRIPTION = 60;

  private final String program;
  private final List<String> lines = new ArrayList<>();

  private FishCompletion(String program) {
    this.program = program;
  }

  /** The script, which fish is to source. */
  static String of(CommandLine root) {
    CommandSpec spec = root.getCommandSpec();
    FishCompletion completion = new FishCompletion(spec.name());
    completion.lines.add("# " + spec.name() + " completion for fish");
    completion.lines.add("complete -c " + spec.name() + " -f");
    completion.options(spec, "");
    completion.commands(spec, List.of());
    return String.join("\n", completion.lines) + "\n";
  }

  /** The subcommands of a command whose path is given, and all theirs. */
  private void commands(CommandSpec parent, List<String> path) {
    String names = String.join(" ", parent.subcommands().keySet());
    String here = condition(path);
    for (Map.Entry<String, CommandLine> each : parent.subcommands().entrySet()) {
      CommandSpec command = each.getValue().getCommandSpec();
      String before = (here.isEmpty() ? "" : here + "; and ") + "not " + seen(names);
      lines.add(
          "complete -c %s -n %s -a %s -d %s"
              .formatted(
                  program, quoted(before), quoted(each.getKey()), quoted(description(command))));
      List<String> inner = new ArrayList<>(path);
      inner.add(each.getKey());
      options(command, condition(inner));
      words(command, condition(inner));
      commands(command, inner);
    }
  }

  private static String condition(List<String> path) {
    return String.join("; and ", path.stream().map(FishCompletion::seen).toList());
  }

  private static String seen(String names) {
    return "__fish_seen_subcommand_from " + names;
  }

  private void options(CommandSpec command, String condition) {
    for (OptionSpec option : command.options()) {
      if (option.hidden() || (option.inherited() && !condition.isEmpty())) {
        continue; // they are offered everywhere by the command above all
      }
      StringBuilder line = new StringBuilder("complete -c ").append(program);
      if (!condition.isEmpty()) {
        line.append(" -n ").append(quoted(condition));
      }
      for (String name : option.names()) {
        line.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
      }
      if (option.arity().max() > 0) {
        line.append(isFile(option) ? " -r -F" : " -x");
      }
      Iterable<String> candidates = option.completionCandidates();
      if (candidates != null) {
        line.append(" -a ").append(quoted(String.join(" ", candidates)));
      }
      lines.add(line.append(" -d ").append(quoted(description(option))).toString());
    }
  }

  /** What may stand where a command takes words, such as the commands of remote control. */
  private void words(CommandSpec command, String condition) {
    for (PositionalParamSpec word : command.positionalParameters()) {
      Iterable<String> candidates = word.completionCandidates();
      if (candidates != null) {
        String all = String.join(" ", candidates).toLowerCase(Locale.ROOT);
        String before = condition + "; and not " + seen(all);
        lines.add("complete -c %s -n %s -a %s".formatted(program, quoted(before), quoted(all)));
      }
    }
  }

  private static boolean isFile(OptionSpec option) {
    return option.paramLabel().matches("FILE|PATH|DIRECTORY");
  }

  private static String description(CommandSpec command) {
    String[] all = command.usageMessage().description();
    return all.length == 0 ? "" : shortened(all[0]);
  }

  private static String description(OptionSpec option) {
    String[] all = option.description();
    return all.length == 0 ? "" : shortened(all[0]);
  }

  private static String shortened(String text) {
    String plain = text.replace("%%", "%").replaceFirst("\\.$", "");
    return plain.length() <= DESCRIPTION ? plain : plain.substring(0, DESCRIPTION - 1) + "…";
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
