package io.celeriac.interop;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.testing.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of interop/acceptance/run.py: Celery's own integration tests against our worker. */
final class AcceptanceRun {
  private static final Path HARNESS = Path.of("acceptance").toAbsolutePath();
  private static final int LOG_LINES = 60;

  private final TestServers servers;
  private final Path output;

  /**
   * @param configuration the name of the directory that everything is written to
   */
  AcceptanceRun(TestServers servers, String configuration) {
    this.servers = servers;
    this.output = Path.of("target", "acceptance", configuration).toAbsolutePath();
  }

  /**
   * How a test went.
   *
   * @param name pytest's id of it
   * @param failure why it failed, with what the worker wrote meanwhile; null when it passed
   */
  record Result(String name, @Nullable String failure) {}

  /** Runs the tests, or gives one result that tells why there are none. */
  List<Result> results(String brokerUrl, String backendUrl, String redis)
      throws IOException, InterruptedException {
    Files.createDirectories(output);
    Path report = output.resolve("report.json");
    Files.deleteIfExists(report);
    int status = run(command(brokerUrl, backendUrl, redis));
    if (!Files.exists(report)) {
      return List.of(new Result("run.py", "ended with " + status + ":\n" + tail(log())));
    }
    Map<?, ?> read = map(new JsonSerializer().decode(Files.readAllBytes(report), "utf-8"));
    List<Result> results = new ArrayList<>();
    if (read.get("fatal") != null) {
      results.add(
          new Result("run.py", read.get("fatal") + "\n" + tail(output.resolve("worker.log"))));
    }
    for (Object each : (List<?>) Objects.requireNonNull(read.get("tests"))) {
      results.add(result(map(each)));
    }
    return results;
  }

  private List<String> command(String brokerUrl, String backendUrl, String redis) {
    List<String> command = new ArrayList<>();
    command.add(servers.python().toString());
    command.add(HARNESS.resolve("run.py").toString());
    command.addAll(List.of("--broker", brokerUrl, "--backend", backendUrl, "--redis", redis));
    command.addAll(List.of("--worker-cmd", servers.acceptanceWorker().toString()));
    command.addAll(List.of("--out", output.toString()));
    if (!servers.acceptsAll()) {
      command.addAll(List.of("--list", HARNESS.resolve("selection.txt").toString()));
    }
    return command;
  }

  private Path log() {
    return output.resolve("pytest.log");
  }

  private int run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    // It ends the worker on its way out.
    Thread lastRites = new Thread(process::destroy);
    Runtime.getRuntime().addShutdownHook(lastRites);
    try {
      return process.waitFor();
    } finally {
      process.destroy();
      boolean ignored = process.waitFor(30, TimeUnit.SECONDS);
      Runtime.getRuntime().removeShutdownHook(lastRites);
    }
  }

  private static Result result(Map<?, ?> test) {
    String name = String.valueOf(test.get("nodeid"));
    String outcome = String.valueOf(test.get("outcome"));
    return outcome.equals("passed") || outcome.equals("xpassed")
        ? new Result(name, null)
        : new Result(
            name,
            name
                + " "
                + outcome
                + ": "
                + test.get("reason")
                + "\n"
                + test.get("detail")
                + "\nThe worker meanwhile:\n"
                + tail(String.valueOf(test.get("worker_log")).lines().toList()));
  }

  private static String tail(Path file) throws IOException {
    return Files.exists(file) ? tail(Files.readAllLines(file)) : "";
  }

  private static String tail(List<String> lines) {
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }
}
