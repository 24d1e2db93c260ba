package io.celeriac.benchmarks;

import io.celeriac.Celery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** One send and one get of its result after the other. */
final class Roundtrips {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int WARM_UP = 10;

  private final Celery app;
  private final Order order;

  Roundtrips(Celery app, Order order) {
    this.app = app;
    this.order = order;
  }

  String run() throws InterruptedException {
    List<Long> micros = new ArrayList<>(order.n());
    for (int i = -WARM_UP; i < order.n(); i++) {
      long start = System.nanoTime();
      int sum = app.send(BenchTasks.add(i, 1)).get(PATIENCE);
      if (sum != i + 1) {
        throw new IllegalStateException(i + " + 1 came back as " + sum);
      }
      if (i >= 0) {
        micros.add((System.nanoTime() - start) / 1000);
      }
    }
    Collections.sort(micros);
    return micros.stream()
        .map(Object::toString)
        .collect(Collectors.joining(", ", "{\"n\": " + order.n() + ", \"us\": [", "]}"));
  }
}
