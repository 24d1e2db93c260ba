package io.celeriac.benchmarks;

import io.celeriac.AsyncResult;
import io.celeriac.Canvas;
import io.celeriac.Celery;
import io.celeriac.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A chord or a chain of N tasks, from the call to its answer: once, and then some times more in the
 * same processes, the last three of which are looked at.
 */
final class Workflow {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int LOOKED_AT = 3;

  private final Celery app;
  private final Order order;

  /** In seconds: until it was sent, and until its answer was here. */
  private record Times(double sent, double answered) {}

  Workflow(Celery app, Order order) {
    this.app = app;
    this.order = order;
  }

  String run() throws InterruptedException {
    int sum = app.send(BenchTasks.add(1, 2)).get(PATIENCE); // connects before the clock starts
    check(3, sum);
    Times first = timed();
    double[] later = new double[Math.max(LOOKED_AT, order.again())];
    for (int i = 0; i < later.length; i++) {
      later[i] = timed().answered();
    }
    double[] last = Arrays.copyOfRange(later, later.length - LOOKED_AT, later.length);
    Arrays.sort(last);
    return "{\"n\": %d, \"seconds\": %s, \"send_seconds\": %s, \"warm_seconds\": %s}"
        .formatted(order.n(), first.answered(), first.sent(), last[LOOKED_AT / 2]);
  }

  private Times timed() throws InterruptedException {
    long start = System.nanoTime();
    AsyncResult<Integer> result =
        app.send(
            switch (order.canvas()) {
              case "chord" -> chord();
              case "chain" -> chain();
              default ->
                  throw new IllegalStateException(
                      "BENCH_CANVAS is '%s', and can be chord or chain".formatted(order.canvas()));
            });
    double sent = (System.nanoTime() - start) / 1e9;
    int n = order.n();
    check(order.canvas().equals("chord") ? n * (n - 1) : n, result.get(PATIENCE));
    return new Times(sent, (System.nanoTime() - start) / 1e9);
  }

  private static void check(int expected, int found) {
    if (found != expected) {
      throw new IllegalStateException(expected + " came back as " + found);
    }
  }

  private Signature<Integer> chord() {
    return Canvas.chord(
        Canvas.group(IntStream.range(0, order.n()).mapToObj(i -> BenchTasks.add(i, i)).toList()),
        BenchTasks.total());
  }

  private Signature<Integer> chain() {
    Signature<Integer> chain = BenchTasks.add(0, 1);
    for (int i = 1; i < order.n(); i++) {
      chain = chain.then(BenchTasks.add(1));
    }
    return chain;
  }
}
