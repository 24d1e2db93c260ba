package io.celeriac.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How {@code multi} starts a node: which program, with which command.
 *
 * @param program the words before the arguments, such as the path of the launcher
 * @param command the command with its first options
 * @param append a last argument, with the parts of the node's name in it; empty for none
 * @param workdir where to start it; empty for where we are
 */
record MultiCommandLine(List<String> program, List<String> command, String append, String workdir) {

  /** Names the launcher, which has started this JVM, in its environment. */
  private static final String LAUNCHER = "CELERIAC_LAUNCHER";

  MultiCommandLine {
    program = List.copyOf(program);
    command = List.copyOf(command);
  }

  /** A worker in the background, started as this process was. */
  static MultiCommandLine ofThisProcess(Surroundings surroundings) {
    List<String> program =
        Optional.ofNullable(surroundings.environment().get(LAUNCHER))
            .map(List::of)
            .orElseGet(() -> Detachment.jvm(List.of()));
    return new MultiCommandLine(program, List.of("worker", "--detach"), "", "");
  }

  /** With what options of {@code multi} say, where they do. */
  MultiCommandLine with(String cmd, String append, String workdir) {
    return new MultiCommandLine(
        program,
        cmd.isEmpty() ? command : words(cmd),
        append.isEmpty() ? this.append : append,
        workdir.isEmpty() ? this.workdir : workdir);
  }

  /** Celery's own way to write it begins with the program: {@code celery worker --detach}. */
  private static List<String> words(String cmd) {
    List<String> words = new ArrayList<>(Arrays.asList(cmd.strip().split("\\s+")));
    int program = Math.max(words.indexOf("celery"), words.indexOf("celeriac"));
    return words.subList(program + 1, words.size());
  }
}
