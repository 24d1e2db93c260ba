package io.celeriac.benchmarks;

import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import io.celeriac.TaskDefinition;
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
    CeleryBuilder app =
        Celery.named("bench")
            .set(
                "task_default_queue",
                environment.getOrDefault("BENCH_QUEUE", "celery").replaceAll(",.*", ""))
            .tasks(BenchTasks.of(new Bench(tally)));
    String expires = environment.get("BENCH_RESULT_EXPIRES");
    if (expires != null) {
      app.set("result_expires", Integer.valueOf(expires));
    }
    int more = Integer.parseInt(environment.getOrDefault("BENCH_TASKS", "0"));
    for (int i = 0; i < more; i++) {
      app.tasks(
          TaskDefinition.named("bench.more" + i, Integer.class)
              .handler((_, _) -> tally.hashCode()));
    }
    return app.build();
  }
}
