package io.celeriac.cli;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Settings;
import io.celeriac.spi.Printable;
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

/** Waits for the result of a call that was made anywhere, and prints it. */
@Command(
    name = "result",
    description = "Print the result of a call, waiting for it.",
    customSynopsis = "celeriac [--result-backend URL] result [OPTIONS] ID",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footer = {
      "",
      "Example:",
      "  celeriac --result-backend redis://localhost result 5ee8d9c3-9a41-4f0e-8a6e-1c5c4c6b8a67"
    })
final class ResultCommand implements Callable<Integer> {

  /** As long as anybody could mean by forever. */
  private static final Duration FOREVER = Duration.ofDays(36_500);

  @Parameters(paramLabel = "ID", description = "The call's id, as 'celeriac call' prints it.")
  String id = "";

  @Option(
      names = {"-t", "--task"},
      paramLabel = "NAME",
      description = "The task's name; as in Celery, and not needed here.")
  @Nullable String task;

  @Option(names = "--traceback", description = "Print the traceback of a failure instead.")
  boolean traceback;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Wait at most so long; without it for as long as it takes.")
  @Nullable String timeout;

  @Option(
      names = {"-j", "--json"},
      description = "One JSON document: id, state, result, error and traceback.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  ResultCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    LogOutput.toStandardError(LogLevel.WARNING, session.surroundings().errors());
    Duration patience = timeout == null ? FOREVER : CallTimes.seconds("--timeout", timeout);
    PrintWriter out = spec.commandLine().getOut();
    try (Celery app = session.app(Settings.defaults())) {
      AsyncResult<Object> result = app.result(id, Object.class);
      if (traceback) {
        out.println(Printable.lines(result.traceback().orElse("None")));
      } else if (json) {
        out.println(CallArguments.json(document(result, patience)));
      } else {
        out.println(text(result.get(patience)));
      }
      out.flush();
    }
    return 0;
  }

  private Map<String, @Nullable Object> document(AsyncResult<Object> result, Duration patience)
      throws InterruptedException {
    AsyncResult.Ended<Object> ended = result.await(patience);
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("id", id);
    document.put("state", result.state());
    document.put("result", ended.value().orElse(null));
    document.put("error", ended.failure().map(Throwable::getMessage).orElse(null));
    document.put("traceback", result.traceback().orElse(null));
    return document;
  }

  /** Text as it is but for what steers a terminal, and all else as JSON. */
  private static String text(@Nullable Object value) {
    return value instanceof String text ? Printable.lines(text) : CallArguments.json(value);
  }
}
