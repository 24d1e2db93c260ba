package io.celeriac.worker;

import static org.awaitility.Awaitility.await;

import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskHandler;
import io.celeriac.TaskOptions;
import io.celeriac.TaskParameter;
import io.celeriac.Worker;
import io.celeriac.spi.ResultDocument;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A worker on a scripted broker, the tasks of a test, and what became of them. */
final class WorkerFixture implements AutoCloseable {

  final ScriptedBroker broker = new ScriptedBroker();
  final StoredResults results = new StoredResults();
  final List<String> events = new CopyOnWriteArrayList<>();
  final Celery app;
  final Worker worker;
  private final AtomicInteger ids = new AtomicInteger();

  WorkerFixture(int concurrency, TaskDefinition<?>... tasks) {
    this(concurrency, builder -> builder, tasks);
  }

  WorkerFixture(int concurrency, UnaryOperator<CeleryBuilder> config, TaskDefinition<?>... tasks) {
    app =
        config
            .apply(
                Celery.named("test")
                    .transport(broker)
                    .resultBackend(results)
                    // The scripted broker knows one session: that of the tasks.
                    .set("worker_enable_remote_control", false)
                    .ids(() -> "id-" + ids.incrementAndGet())
                    .tasks(tasks))
            .build();
    worker =
        app.worker()
            .concurrency(concurrency)
            .hostname("w@test")
            .withoutMingle()
            .withoutGossip()
            .build();
  }

  /** A task that may be given one argument. */
  static TaskDefinition<Object> task(String name, TaskOptions options, TaskHandler handler) {
    return TaskDefinition.named(name, Object.class)
        .parameter(TaskParameter.nullable("x", Object.class))
        .options(options)
        .handler(handler);
  }

  static TaskDefinition<Object> task(String name, TaskHandler handler) {
    return task(name, TaskOptions.NONE, handler);
  }

  WorkerFixture start() {
    worker.start();
    return this;
  }

  /** Sends a call; the message it became. */
  void send(Signature<?> call) {
    app.send(call);
  }

  /** Waits until a task's document says this. */
  ResultDocument awaitState(String id, String state) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> results.find(id).filter(d -> d.status().equals(state)).isPresent());
    return results.find(id).orElseThrow();
  }

  /** Waits until the n-th delivery has met its fate. */
  ScriptedBroker.Fate awaitFate(int delivery) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            broker.delivered.size() > delivery
                && broker.delivered.get(delivery).fate.get() != ScriptedBroker.Fate.HELD);
    return Objects.requireNonNull(broker.delivered.get(delivery).fate.get());
  }

  @Override
  public void close() {
    worker.shutdown(Worker.Shutdown.COLD);
    worker.close();
    app.close();
  }
}
