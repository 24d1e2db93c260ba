package io.celeriac.cli;

import io.celeriac.DeadLetter;
import io.celeriac.DeadLetters;
import io.celeriac.spi.Printable;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows one message that no worker could handle. */
@Command(
    name = "show",
    description = "Show a dead letter: why it is there, and its message as far as it can be read.",
    customSynopsis = "celeriac [-A CLASS] [-b URL] dead show [--json] KEY",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class DeadShowCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "KEY",
      description = "Its key or the beginning of it, as 'dead list' shows it; or the task's id.")
  String key = "";

  @Option(
      names = {"-j", "--json"},
      description = "One JSON document.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  DeadShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    return DeadWork.with(session, this::show);
  }

  private int show(DeadLetters letters) throws InterruptedException {
    List<DeadLetter> found =
        letters.list(Long.MAX_VALUE).stream().filter(DeadChoice.named(List.of(key))).toList();
    if (found.isEmpty()) {
      throw new UsageException("There is no dead letter " + key + "; 'dead list' shows all");
    }
    PrintWriter out = spec.commandLine().getOut();
    for (DeadLetter letter : found) {
      Map<String, @Nullable Object> all = DeadText.all(letters, letter);
      if (json) {
        out.println(CallArguments.json(all));
      } else {
        all.forEach((name, value) -> out.println("%-17s %s".formatted(name, text(value))));
        out.println();
      }
    }
    out.flush();
    return 0;
  }

  private static String text(@Nullable Object value) {
    return Printable.line(value instanceof String text ? text : CallArguments.json(value));
  }
}
