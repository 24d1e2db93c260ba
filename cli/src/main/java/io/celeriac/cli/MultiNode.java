package io.celeriac.cli;

import io.celeriac.spi.NodeTemplate;
import io.celeriac.spi.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A node that {@code multi} starts and stops: a name, and the command that starts it.
 *
 * @param name the whole name, with the host
 * @param options its options, in order; an option without a value has an empty one
 * @param passthrough what goes behind them
 * @param line how it is started
 */
record MultiNode(
    String name, Map<String, String> options, List<String> passthrough, MultiCommandLine line) {

  private static final Set<String> GLOBAL =
      Set.of(
          "-A",
          "--app",
          "-b",
          "--broker",
          "--result-backend",
          "--config",
          "--classpath",
          "-C",
          "--no-color",
          "-q",
          "--quiet");

  MultiNode {
    options = withDefaults(name, options);
    passthrough = List.copyOf(passthrough);
  }

  private static Map<String, String> withDefaults(String name, Map<String, String> given) {
    Map<String, String> options = new LinkedHashMap<>(given);
    options.remove("-D");
    options.remove("--detach");
    options.remove("--executable");
    if (options.containsKey("-p")) {
      options.put("--pidfile", options.remove("-p"));
    }
    options.put("-n", name);
    options.putIfAbsent("--pidfile", "/var/run/celery/%n.pid");
    if (!options.containsKey("-f")) {
      options.putIfAbsent("--logfile", "/var/log/celery/%n%I.log");
    }
    return options;
  }

  /**
   * Puts the parts of the name into a template, as Celery's {@code multi} does: {@code %n} and
   * {@code %N} the name before the {@code @}, {@code %d} the host behind it, {@code %h} and {@code
   * %p} all of it. {@code %i} and {@code %I} stay, for the node itself.
   */
  String expand(String template) {
    int at = name.indexOf('@');
    String host = name.substring(at + 1);
    return NodeTemplate.fill(
        template,
        letter ->
            switch (letter) {
              case 'n', 'N' -> name.substring(0, at);
              case 'd' -> host;
              case 'h', 'p' -> name;
              default -> "%" + letter;
            });
  }

  /** What stands behind the program: global options, the command, its options. */
  List<String> arguments() {
    List<String> words = new ArrayList<>();
    options.forEach((option, value) -> {
      if (GLOBAL.contains(option)) {
        add(words, option, value);
      }
    });
    words.addAll(line.command());
    options.forEach((option, value) -> {
      if (!GLOBAL.contains(option)) {
        add(words, option, value);
      }
    });
    passthrough.forEach(word -> words.add(expand(word)));
    if (!line.append().isEmpty()) {
      words.add(expand(line.append()));
    }
    return words;
  }

  private void add(List<String> words, String option, String value) {
    String expanded = expand(value);
    if (value.isEmpty()) {
      words.add(option);
    } else if (option.startsWith("--")) {
      words.add(option + "=" + expanded);
    } else {
      words.addAll(List.of(option, expanded));
    }
  }

  /** The whole command. */
  List<String> command() {
    List<String> words = new ArrayList<>(line.program());
    words.addAll(arguments());
    return words;
  }

  /** Words as a shell takes them, the secrets in them masked. */
  static String shown(List<String> words) {
    List<String> shown = new ArrayList<>();
    String before = "";
    for (String word : words) {
      shown.add(quoted(before.equals("-b") ? Secrets.urls(word) : masked(word)));
      before = word;
    }
    return String.join(" ", shown);
  }

  private static String masked(String word) {
    for (String option : List.of("--broker=", "--result-backend=")) {
      if (word.startsWith(option)) {
        return option + Secrets.urls(word.substring(option.length()));
      }
    }
    return Secrets.text(word);
  }

  private static String quoted(String word) {
    return word.matches("[\\w@%+=:,./\\-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Where its process's id is. */
  Path pidFile(Path directory) {
    return file(directory, options.getOrDefault("--pidfile", ""));
  }

  /** Where it logs to. */
  Path logFile(Path directory) {
    return file(directory, options.getOrDefault("--logfile", options.getOrDefault("-f", "")));
  }

  private Path file(Path directory, String template) {
    return directory(directory).resolve(NodeFileName.expand(expand(template), name));
  }

  /** Where it is started. */
  Path directory(Path directory) {
    return line.workdir().isEmpty() ? directory : directory.resolve(expand(line.workdir()));
  }

  /** Its process, if there is a pid file; alive or not. */
  Optional<RunningProcess> process(Path directory) {
    return PidFile.read(pidFile(directory)).map(RunningProcess::new);
  }
}
