package io.celeriac.benchmarks;

import io.celeriac.Canvas;
import io.celeriac.Celery;
import io.celeriac.Signature;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The sending side: measures its own loop, and prints what it found as a line of JSON. */
public final class Caller {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Caller() {}

  /** The first argument is one of the measures below; the rest is in the environment. */
  public static void main(String[] arguments) throws Exception {
    int n = Integer.parseInt(variable("BENCH_N"));
    try (Celery app =
        Celery.named("bench")
            .broker(variable("BENCH_BROKER_URL"))
            .resultBackend(System.getenv().getOrDefault("BENCH_BACKEND_URL", "disabled://"))
            .build()) {
      System.out.println(
          switch (arguments[0]) {
            case "produce" -> timed(app, () -> send(app, n));
            case "produce-all" -> timed(app, () -> sendAll(app, n));
            case "roundtrip" -> roundtrip(app, n);
            case "chord" -> repeated(app, chord(n), n * (n + 1) / 2);
            case "chain" -> repeated(app, chain(n), n);
            default -> throw new IllegalArgumentException("No such measure: " + arguments[0]);
          });
    }
  }

  private static String variable(String name) {
    return Optional.ofNullable(System.getenv(name))
        .orElseThrow(() -> new IllegalStateException(name + " is not set; benchmarks/run sets it"));
  }

  private static String timed(Celery app, Runnable sending) {
    app.send(BenchTasks.add(0, 0).queue("celery.warm")); // connects before the clock starts
    long start = System.nanoTime();
    long cpu = cpuNanos();
    sending.run();
    return "{\"seconds\": %s, \"cpu_s\": %s}"
        .formatted((System.nanoTime() - start) / 1e9, (cpuNanos() - cpu) / 1e9);
  }

  private static void send(Celery app, int n) {
    for (int i = 0; i < n; i++) {
      var _ = app.send(BenchTasks.add(i, 1));
    }
  }

  private static void sendAll(Celery app, int n) {
    int batch = 1000;
    for (int i = 0; i < n; i += batch) {
      List<Signature<Integer>> calls = new ArrayList<>(batch);
      for (int j = i; j < Math.min(n, i + batch); j++) {
        calls.add(BenchTasks.add(j, 1));
      }
      var _ = app.sendAll(calls);
    }
  }

  private static String roundtrip(Celery app, int n) throws InterruptedException {
    List<Long> micros = new ArrayList<>(n);
    for (int i = -20; i < n; i++) {
      long start = System.nanoTime();
      int sum = app.send(BenchTasks.add(i, 1)).get(PATIENCE);
      if (sum != i + 1) {
        throw new IllegalStateException(i + " + 1 came back as " + sum);
      }
      if (i >= 0) {
        micros.add((System.nanoTime() - start) / 1000);
      }
    }
    return micros.stream()
        .map(Object::toString)
        .collect(Collectors.joining(", ", "{\"us\": [", "]}"));
  }

  private static Signature<Integer> chord(int n) {
    return Canvas.chord(
        Canvas.group(IntStream.range(0, n).mapToObj(i -> BenchTasks.add(i, 1)).toList()),
        BenchTasks.total());
  }

  private static Signature<Integer> chain(int n) {
    Signature<Integer> chain = BenchTasks.add(0, 1);
    for (int i = 1; i < n; i++) {
      chain = chain.then(BenchTasks.add(1));
    }
    return chain;
  }

  private static String repeated(Celery app, Signature<Integer> workflow, int answer)
      throws InterruptedException {
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      long start = System.nanoTime();
      int found = app.send(workflow).get(Duration.ofMinutes(2));
      if (found != answer) {
        throw new IllegalStateException(answer + " came back as " + found);
      }
      seconds.add((System.nanoTime() - start) / 1e9);
    }
    return "{\"seconds\": " + seconds + "}";
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
