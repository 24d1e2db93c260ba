package io.celeriac.worker;

import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.protocol.Message;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import io.celeriac.spi.WorkerEnvironment;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * In place of a broker with {@code task_always_eager}: a task runs in its caller's thread while it
 * is sent, and so does what follows it. Everything else is as with a broker: the message is encoded
 * and decoded, results are stored, workflows go on. Times to run at are not waited for.
 */
final class EagerTransport implements Transport, Producer {

  /** A run on a thread; one that it sends is inside it. */
  static final class Run {
    private boolean ended;
    private @Nullable Throwable failure;

    /** Its code has ended, and what follows it is sent from now on. */
    void ended(Outcome outcome) {
      ended = true;
      failure =
          switch (outcome) {
            case Outcome.Failure failed -> failed.thrown();
            case Outcome.TimedOut timedOut -> timedOut.thrown();
            case Outcome.Rejected rejected -> rejected.requeue() ? null : rejected.thrown();
            case Outcome.Success _,
                Outcome.Again _,
                Outcome.Replaced _,
                Outcome.Ignored _,
                Outcome.Terminated _,
                Outcome.Cancelled _ ->
                null;
          };
    }

    /**
     * What its sender is told: the failure, if failures are to propagate. What follows a task was
     * not sent by its code, and fails whoever sent the first.
     */
    private CompletableFuture<Void> thrownTo(@Nullable Run outer, boolean propagates) {
      Throwable thrown = failure;
      if (thrown == null || !propagates) {
        return CompletableFuture.completedFuture(null);
      }
      if (outer != null && outer.ended) {
        outer.failure = outer.failure == null ? thrown : outer.failure;
        return CompletableFuture.completedFuture(null);
      }
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private final Supplier<WorkerEnvironment> app;
  private final ScopedValue<Run> running = ScopedValue.newInstance();
  private volatile @Nullable EagerTasks tasks;

  EagerTransport(Supplier<WorkerEnvironment> app) {
    this.app = app;
  }

  @Override
  public String displayUrl() {
    return "none: task_always_eager is set";
  }

  @Override
  public Producer producer() {
    return this;
  }

  @Override
  public Consumer connectConsumer() {
    throw new SettingException(
        "task_always_eager is set ("
            + app.get().settings().origin(Setting.TASK_ALWAYS_EAGER)
            + "), so that tasks run in their callers and a worker has nothing to consume; leave it"
            + " out where workers run");
  }

  @Override
  public void declare(Queue queue) {
    // There is none.
  }

  @Override
  public CompletableFuture<Void> broadcast(Exchange exchange, String routingKey, Message message) {
    return CompletableFuture.completedFuture(null); // nobody listens
  }

  @Override
  public CompletableFuture<Void> publish(Publication publication) {
    Run run = new Run();
    try {
      ScopedValue.where(running, run).run(() -> tasks().run(publication, run));
    } catch (SettingException e) {
      return CompletableFuture.failedFuture(e);
    }
    return run.thrownTo(
        running.isBound() ? running.get() : null,
        app.get().settings().get(Setting.TASK_EAGER_PROPAGATES));
  }

  private EagerTasks tasks() {
    EagerTasks made = tasks;
    if (made == null) {
      made = new EagerTasks(app.get());
      tasks = made;
    }
    return made;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
