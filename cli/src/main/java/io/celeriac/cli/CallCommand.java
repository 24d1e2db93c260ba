package io.celeriac.cli;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Settings;
import io.celeriac.Signature;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Calls a task by its name, in whatever language it is written, and prints the call's id. */
@Command(
    name = "call",
    description = "Call a task by name, and print its id.",
    customSynopsis = "celeriac [-b URL] call [OPTIONS] NAME",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footer = {
      "",
      "Example:",
      "  celeriac -b redis://localhost call shop.add --args '[2, 3]' --countdown 10"
    })
final class CallCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "The task's name.")
  String name = "";

  @Option(
      names = {"-a", "--args"},
      paramLabel = "JSON",
      description = "Positional arguments, a JSON array: '[2, 3]'.")
  @Nullable String args;

  @Option(
      names = {"-k", "--kwargs"},
      paramLabel = "JSON",
      description = "Keyword arguments, a JSON object: '{\"x\": 2}'.")
  @Nullable String kwargs;

  @Option(names = "--countdown", paramLabel = "SECONDS", description = "Run it that much later.")
  @Nullable String countdown;

  @Option(
      names = "--eta",
      paramLabel = "TIME",
      description = "Run it then: 2026-12-24T18:00:00+01:00; without an offset in UTC.")
  @Nullable String eta;

  @Option(
      names = "--expires",
      paramLabel = "WHEN",
      description = "Do not run it later than this: seconds from now, or a time.")
  @Nullable String expires;

  @Option(names = "--queue", paramLabel = "NAME", description = "Send it to this queue.")
  @Nullable String queue;

  @Option(names = "--exchange", paramLabel = "NAME", description = "Send it to this exchange.")
  @Nullable String exchange;

  @Option(names = "--routing-key", paramLabel = "KEY", description = "Send it with this key.")
  @Nullable String routingKey;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "0 to 255; on Redis 0 to 9, of which 0 is the most urgent.")
  @Nullable Integer priority;

  @Option(names = "--serializer", paramLabel = "NAME", description = "json, msgpack or yaml.")
  @Nullable String serializer;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "Wait for the result, at most so long, and print it as JSON.")
  @Nullable String wait;

  @Option(
      names = {"-j", "--json"},
      description = "One JSON document: the id, and with --wait the result.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  CallCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    LogOutput.toStandardError(LogLevel.WARNING, session.surroundings().errors());
    Signature<Object> signature = signature();
    Duration patience = wait == null ? Duration.ZERO : CallTimes.seconds("--wait", wait);
    PrintWriter out = spec.commandLine().getOut();
    try (Celery app = session.app(Settings.defaults())) {
      AsyncResult<Object> result = app.send(signature);
      if (json) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("id", result.id());
        if (wait != null) {
          document.put("result", result.get(patience));
        }
        out.println(CallArguments.json(document));
      } else {
        out.println(result.id());
        out.flush();
        if (wait != null) {
          out.println(CallArguments.json(result.get(patience)));
        }
      }
      out.flush();
    }
    return 0;
  }

  private Signature<Object> signature() {
    Signature<Object> call = CallArguments.call(name, args, kwargs);
    if (countdown != null) {
      call = call.countdown(CallTimes.seconds("--countdown", countdown));
    }
    if (eta != null) {
      call = call.eta(CallTimes.time("--eta", eta));
    }
    if (expires != null) {
      call =
          CallTimes.isNumber(expires)
              ? call.expires(CallTimes.seconds("--expires", expires))
              : call.expires(CallTimes.time("--expires", expires));
    }
    call = option(call, "queue", queue);
    call = option(call, "exchange", exchange);
    call = option(call, "routing_key", routingKey);
    call = option(call, "priority", priority);
    return option(call, "serializer", serializer);
  }

  private static Signature<Object> option(
      Signature<Object> call, String name, @Nullable Object value) {
    return value == null ? call : call.option(name, value);
  }
}
