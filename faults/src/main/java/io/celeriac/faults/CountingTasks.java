package io.celeriac.faults;

import io.celeriac.TaskDefinition;
import io.celeriac.TaskParameter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** The tasks of the worker under test: each counts its runs in the ledger. */
final class CountingTasks {
  private final Ledger ledger;

  CountingTasks(Ledger ledger) {
    this.ledger = ledger;
  }

  List<TaskDefinition<?>> all() {
    return List.of(mark(), hold(), due(), noop(), die());
  }

  /** Takes so many milliseconds, and counts when they are over. */
  private TaskDefinition<Long> mark() {
    return TaskDefinition.named("mark", Long.class)
        .parameter(TaskParameter.required("i", Object.class))
        .parameter(TaskParameter.defaulted("ms", long.class, "0"))
        .handler((task, values) -> {
          task.sleep(Duration.ofMillis(values.longAt(1)));
          return ledger.mark(Objects.requireNonNull(values.at(0)));
        });
  }

  /** The same, and notes in the set {@code started} that it has begun. */
  private TaskDefinition<Long> hold() {
    return TaskDefinition.named("hold", Long.class)
        .parameter(TaskParameter.required("i", Object.class))
        .parameter(TaskParameter.defaulted("ms", long.class, "0"))
        .handler((task, values) -> {
          Object number = Objects.requireNonNull(values.at(0));
          ledger.note("started", number.toString());
          task.sleep(Duration.ofMillis(values.longAt(1)));
          return ledger.mark(number);
        });
  }

  /** Counts, and also in {@code early} when it runs before the time it was sent for. */
  private TaskDefinition<Long> due() {
    return TaskDefinition.named("due", Long.class)
        .parameter(TaskParameter.required("i", Object.class))
        .parameter(TaskParameter.required("epochMillis", long.class))
        .handler((task, values) -> {
          if (System.currentTimeMillis() < values.longAt(1)) {
            ledger.count("early");
          }
          return ledger.mark(Objects.requireNonNull(values.at(0)));
        });
  }

  /** Takes whatever it is given. */
  private TaskDefinition<Long> noop() {
    return TaskDefinition.named("noop", Long.class)
        .parameter(TaskParameter.rest("args", Object.class))
        .parameter(TaskParameter.restByName("kwargs", Object.class))
        .handler((task, values) -> ledger.count("noop"));
  }

  /** Ends its process without warning. */
  private TaskDefinition<Void> die() {
    return TaskDefinition.named("die", Void.class)
        .handler((task, values) -> {
          ledger.count("die");
          kill();
          return null;
        });
  }

  // A process may not destroy itself by ProcessHandle.
  private static void kill() throws IOException, InterruptedException {
    long own = ProcessHandle.current().pid();
    new ProcessBuilder("kill", "-KILL", Long.toString(own)).inheritIO().start();
    new CountDownLatch(1).await();
  }
}
