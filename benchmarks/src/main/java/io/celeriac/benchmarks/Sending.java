package io.celeriac.benchmarks;

import io.celeriac.Celery;
import io.celeriac.Signature;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * N sends from one thread. With one in flight each waits for the broker, as {@code send} does; with
 * more only so many at a time are without its word.
 */
final class Sending {

  private final Celery app;
  private final Order order;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  Sending(Celery app, Order order) {
    this.app = app;
    this.order = order;
  }

  String run() throws InterruptedException {
    IntFunction<Signature<?>> call = calls();
    // Connects before the clock starts.
    var _ = app.send(BenchTasks.add(0, 0).queue(order.queue() + ".warm"));
    long start = System.nanoTime();
    long cpu = cpuNanos();
    if (order.inFlight() == 1) {
      for (int i = 0; i < order.n(); i++) {
        var _ = app.send(call.apply(i));
      }
    } else {
      pipelined(call);
    }
    return "{\"n\": %d, \"seconds\": %s, \"cpu_s\": %s}"
        .formatted(order.n(), (System.nanoTime() - start) / 1e9, (cpuNanos() - cpu) / 1e9);
  }

  private IntFunction<Signature<?>> calls() {
    String text = "x".repeat(order.payload());
    return switch (order.task()) {
      case "add" -> i -> BenchTasks.add(i, 1);
      case "noop" -> _ -> BenchTasks.noop();
      case "payload" -> _ -> BenchTasks.payload(text);
      default ->
          throw new IllegalStateException(
              "BENCH_TASK is '%s', and can be add, noop or payload here".formatted(order.task()));
    };
  }

  private void pipelined(IntFunction<Signature<?>> call) throws InterruptedException {
    Semaphore places = new Semaphore(order.inFlight());
    for (int i = 0; i < order.n(); i++) {
      places.acquire();
      var _ =
          app.sendAsync(call.apply(i))
              .whenComplete((_, failed) -> {
                if (failed != null) {
                  failure.compareAndSet(null, failed);
                }
                places.release();
              });
    }
    places.acquire(order.inFlight());
    Throwable first = failure.get();
    if (first != null) {
      throw new IllegalStateException("A message could not be sent", first);
    }
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
