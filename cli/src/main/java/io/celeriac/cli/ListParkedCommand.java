package io.celeriac.cli;

import io.celeriac.BrokerException;
import io.celeriac.Celery;
import io.celeriac.Settings;
import io.celeriac.spi.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists how many tasks the broker keeps for later. */
@Command(
    name = "parked",
    description = {
      "List how many tasks the broker keeps until their ETA is near, for each queue.",
      "RabbitMQ keeps those of all queues together, and tells their number for each queue."
    },
    customSynopsis = "celeriac [-A CLASS] [-b URL] list parked [OPTIONS]",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class ListParkedCommand implements Callable<Integer> {

  @Option(
      names = {"-Q", "--queues"},
      paramLabel = "NAME",
      split = ",",
      description = "These queues, parted by commas, and not those of the app.")
  List<String> queues = new ArrayList<>();

  @Option(
      names = {"-j", "--json"},
      description = "One JSON document.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  ListParkedCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    LogOutput.toStandardError(LogLevel.WARNING, session.surroundings().errors());
    PrintWriter out = spec.commandLine().getOut();
    try (Celery app = session.app(Settings.defaults())) {
      Map<String, Long> parked = app.parked(queues.toArray(String[]::new));
      if (json) {
        out.println(CallArguments.json(parked));
      } else {
        print(out, "Queue", "Parked");
        print(out, "-".repeat(16), "-".repeat(16));
        parked.forEach((queue, count) -> print(out, queue, Long.toString(count)));
      }
      out.flush();
    } catch (BrokerException e) {
      throw new UnavailableException(String.valueOf(e.getMessage()), e);
    }
    return 0;
  }

  private static void print(PrintWriter out, String queue, String count) {
    out.println("%-28s %s".formatted(Printable.word(queue), count));
  }
}
