package io.celeriac.benchmarks;

import io.celeriac.Celery;
import java.io.IOException;
import java.nio.file.Path;

/** The app of the worker that is measured: {@code celeriac -A io.celeriac.benchmarks.BenchApp}. */
public final class BenchApp {

  private BenchApp() {}

  /** Broker and result backend come by the command line, as for any worker. */
  public static Celery app() throws IOException {
    Tally tally = Tally.in(Path.of(System.getenv().getOrDefault("BENCH_COUNTER_DIR", "/tmp")));
    return Celery.named("bench").tasks(BenchTasks.of(new Bench(tally))).build();
  }
}
