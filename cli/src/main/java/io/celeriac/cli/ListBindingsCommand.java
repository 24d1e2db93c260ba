package io.celeriac.cli;

import io.celeriac.BrokerException;
import io.celeriac.Celery;
import io.celeriac.Settings;
import io.celeriac.spi.Binding;
import io.celeriac.spi.Printable;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists which queues are bound to which exchanges. */
@Command(
    name = "bindings",
    description = {
      "List which queues are bound to which exchanges.",
      "RabbitMQ tells it by its management plugin."
    },
    customSynopsis = "celeriac [-A CLASS] [-b URL] list bindings [OPTIONS]",
    optionListHeading = "%nOptions:%n",
    sortOptions = false)
final class ListBindingsCommand implements Callable<Integer> {

  @Option(
      names = {"-j", "--json"},
      description = "One JSON document.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  ListBindingsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    LogOutput.toStandardError(LogLevel.WARNING, session.surroundings().errors());
    PrintWriter out = spec.commandLine().getOut();
    try (Celery app = session.app(Settings.defaults())) {
      List<Binding> bindings = app.bindings();
      if (json) {
        out.println(CallArguments.json(bindings.stream().map(ListBindingsCommand::map).toList()));
      } else {
        print(out, "Queue", "Exchange", "Routing Key");
        String line = "-".repeat(16);
        print(out, line, line, line);
        bindings.forEach(each -> print(out, each.queue(), each.exchange(), each.routingKey()));
      }
      out.flush();
    } catch (UnsupportedOperationException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    } catch (BrokerException e) {
      throw new UnavailableException(String.valueOf(e.getMessage()), e);
    }
    return 0;
  }

  /** By the names that Celery has for them. */
  private static Map<String, String> map(Binding binding) {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("destination", binding.queue());
    map.put("source", binding.exchange());
    map.put("routing_key", binding.routingKey());
    return map;
  }

  private static void print(PrintWriter out, String queue, String exchange, String key) {
    out.println(
        "%-28s %-28s %s"
            .formatted(Printable.word(queue), Printable.word(exchange), Printable.word(key))
            .stripTrailing());
  }
}
