package io.celeriac.benchmarks;

import io.celeriac.Celery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The app of the worker that is measured: {@code celeriac -A io.celeriac.benchmarks.BenchApp}. */
public final class BenchApp {

  private BenchApp() {}

  /** Broker and result backend come by the command line, as for any worker. */
  public static Celery app() throws IOException {
    Map<String, String> environment = System.getenv();
    Tally tally = Tally.in(Path.of(environment.getOrDefault("BENCH_COUNTER_DIR", "/tmp")));
    return Celery.named("bench")
        .set("task_default_queue", environment.getOrDefault("BENCH_QUEUE", "celery"))
        .tasks(BenchTasks.of(new Bench(tally)))
        .build();
  }
}
