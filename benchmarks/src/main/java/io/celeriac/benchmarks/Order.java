package io.celeriac.benchmarks;

import java.util.Map;
import java.util.Optional;

/**
 * What the harness asks for, by environment variables; README.md has their table.
 *
 * @param backend the result backend's URL; without one results are ignored
 * @param n how many messages or calls
 * @param task the task's name without "bench."
 * @param payload bytes of the text that the task payload gets
 * @param confirm whether the broker has to confirm each message
 * @param inFlight how many sends may wait for the broker at a time
 * @param canvas chord or chain
 * @param again how often the workflow is run again
 */
record Order(
    String broker,
    Optional<String> backend,
    String queue,
    int n,
    String task,
    int payload,
    boolean confirm,
    int inFlight,
    String canvas,
    int again) {

  static Order of(Map<String, String> environment) {
    return new Order(
        Optional.ofNullable(environment.get("BENCH_BROKER_URL"))
            .orElseThrow(() ->
                new IllegalStateException(
                    "BENCH_BROKER_URL is not set: the broker, such as amqp://localhost")),
        Optional.ofNullable(environment.get("BENCH_BACKEND_URL")).filter(url -> !url.isEmpty()),
        environment.getOrDefault("BENCH_QUEUE", "celery"),
        number(environment, "BENCH_N", 1000),
        environment.getOrDefault("BENCH_TASK", "add"),
        number(environment, "BENCH_PAYLOAD", 1024),
        environment.getOrDefault("BENCH_CONFIRM", "0").equals("1"),
        number(environment, "BENCH_IN_FLIGHT", 500),
        environment.getOrDefault("BENCH_CANVAS", "chord"),
        number(environment, "BENCH_AGAIN", 3));
  }

  private static int number(Map<String, String> environment, String name, int otherwise) {
    String text = environment.getOrDefault(name, "");
    try {
      return text.isEmpty() ? otherwise : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalStateException(name + " is '" + text + "', and has to be a whole number", e);
    }
  }
}
