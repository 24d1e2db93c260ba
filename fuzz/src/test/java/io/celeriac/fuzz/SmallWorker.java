package io.celeriac.fuzz;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.ResultTimeoutException;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskParameter;
import io.celeriac.Worker;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A worker in a JVM of its own, which is given a small heap. */
final class SmallWorker {

  static final TaskDefinition<Long> NEXT =
      TaskDefinition.named("fuzz.next", Long.class)
          .parameter(TaskParameter.required("x", long.class))
          .handler((_, arguments) -> arguments.longAt(0) + 1);

  /** Takes a moment for a text. */
  static final TaskDefinition<Integer> LENGTH =
      TaskDefinition.named("fuzz.length", Integer.class)
          .parameter(TaskParameter.required("text", String.class))
          .handler((task, arguments) -> {
            task.sleep(Duration.ofMillis(1_500));
            return arguments.required(0, String.class).length();
          });

  private SmallWorker() {}

  public static void main(String[] arguments) throws InterruptedException {
    Broker broker = Broker.valueOf(arguments[0]);
    int concurrency = Integer.parseInt(arguments[2]);
    try (Celery app = app(broker, arguments[1]);
        Worker worker =
            app.worker().hostname("w@" + arguments[1]).concurrency(concurrency).start()) {
      System.out.println("started " + worker.hostname());
      new CountDownLatch(1).await();
    }
  }

  /** One with a heap that is soon used up, whose queue has this name, and so many slots. */
  static ChildProcess start(Broker broker, String name, int concurrency) {
    return ChildProcess.ofJava(
        List.of(
            "-Xmx96m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1"),
        SmallWorker.class,
        broker.name(),
        name,
        Integer.toString(concurrency));
  }

  /** A result; what the worker has written, when it does not come. */
  static <R> R answer(AsyncResult<R> result, ChildProcess worker, Duration patience)
      throws InterruptedException {
    try {
      return result.get(patience);
    } catch (ResultTimeoutException e) {
      throw new AssertionError(worker.output(), e);
    }
  }

  static Celery app(Broker broker, String name) {
    return broker
        .app(name)
        .resultBackend(TestServers.ofEnvironment().redisUrl())
        .tasks(NEXT, LENGTH)
        .build();
  }
}
