package io.celeriac.benchmarks;

import io.celeriac.Celery;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskParameter;
import io.celeriac.Worker;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A task's whole way through a worker: decode, admit, dispatch, run, settle. The broker is an
 * {@link EndlessQueue}, so that none of the time is its own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WorkerBenchmark {

  private static final int TASKS = 1000;

  private final EndlessQueue queue = new EndlessQueue(Samples.encoded(Samples.add()));
  private final Semaphore done = new Semaphore(0);
  private final Celery app =
      Celery.named("bench")
          .transport(queue)
          .set("worker_enable_remote_control", false)
          .tasks(
              TaskDefinition.named("bench.add", Integer.class)
                  .parameter(TaskParameter.required("x", int.class))
                  .parameter(TaskParameter.required("y", int.class))
                  .handler((task, arguments) -> {
                    done.release();
                    return arguments.intAt(0) + arguments.intAt(1);
                  }))
          .build();
  private final Worker worker = started(app);

  private static Worker started(Celery app) {
    Worker worker = app.worker().hostname("w@bench").withoutMingle().withoutGossip().build();
    worker.start();
    return worker;
  }

  /** A thousand tasks, from their delivery to the end of the last; for each of them. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public void dispatch() throws InterruptedException {
    queue.add(TASKS);
    done.acquire(TASKS);
  }

  /** Ends the worker. */
  @TearDown
  public void close() {
    worker.shutdown(Worker.Shutdown.COLD);
    worker.close();
    app.close();
  }
}
