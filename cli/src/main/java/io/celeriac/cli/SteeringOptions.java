package io.celeriac.cli;

import io.celeriac.ControlOptions;
import io.celeriac.WorkerBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a worker about its steering: what is revoked, and how many slots it has. */
final class SteeringOptions {

  @Option(
      names = {"-S", "--statedb"},
      paramLabel = "FILE",
      description = "Keep revoked ids in the file over a restart; %%n is the node's name.")
  @Nullable String stateDb;

  @Option(
      names = "--autoscale",
      paramLabel = "MAX,MIN",
      description = "Let the pool scale by itself; one number is the most, and 0 the fewest.")
  @Nullable String autoscale;

  @Option(
      names = "--without-mingle",
      description = "Do not ask other workers, at the start, what is revoked.")
  boolean withoutMingle;

  @Option(
      names = {"--purge", "--discard"},
      description = "Delete all messages that wait in the worker's queues, and then start.")
  boolean purge;

  /** Says it to the builder; with what the environment says besides, by Celery's names. */
  void apply(WorkerBuilder builder, Map<String, String> environment, Path directory) {
    ControlOptions given = builder.control();
    builder.control(
        new ControlOptions(
            Optional.ofNullable(autoscale).map(SteeringOptions::bounds).or(given::autoscale),
            seconds(environment, "AUTOSCALE_KEEPALIVE").orElse(given.autoscaleKeepalive()),
            Optional.ofNullable(stateDb)
                .map(file ->
                    directory.resolve(NodeFileName.expand(file, builder.nodeName())).toString()),
            !withoutMingle,
            number(environment, "CELERY_WORKER_REVOKES_MAX")
                .map(Double::intValue)
                .orElse(given.revokesMax()),
            seconds(environment, "CELERY_WORKER_REVOKE_EXPIRES").orElse(given.revokeExpires())));
  }

  private static ControlOptions.Autoscale bounds(String text) {
    String[] parts = text.split(",", -1);
    try {
      if (parts.length <= 2) {
        int max = Integer.parseInt(parts[0].strip());
        return new ControlOptions.Autoscale(
            max, parts.length == 1 ? 0 : Integer.parseInt(parts[1].strip()));
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new UsageException(
        "--autoscale is '" + text + "'; expected the most and the fewest slots, such as 10,3");
  }

  private static Optional<Duration> seconds(Map<String, String> environment, String name) {
    return number(environment, name).map(value -> Duration.ofMillis(Math.round(value * 1000)));
  }

  private static Optional<Double> number(Map<String, String> environment, String name) {
    String text = environment.get(name);
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new UsageException(
          "The environment variable " + name + " is '" + text + "'; expected a number");
    }
  }
}
