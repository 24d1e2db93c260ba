package io.celeriac.faults;

import io.celeriac.TaskDefinition;
import io.celeriac.TaskParameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/** Tasks that hurt the process that runs them, or do not end; each counts that it has begun. */
final class HardTasks {
  /** One that does so, and does not return in good order. */
  @FunctionalInterface
  private interface Body {
    void run() throws Exception;
  }

  private final Ledger ledger;

  HardTasks(Ledger ledger) {
    this.ledger = ledger;
  }

  List<TaskDefinition<?>> all() {
    return List.of(
        hard("exit", () -> System.exit(3)),
        hard("halt", () -> Runtime.getRuntime().halt(3)),
        hard("memory", HardTasks::fillMemory),
        hard("recurse", () -> recurse(0)),
        hard("deadlock", HardTasks::deadlock),
        hard("hang", () -> new CountDownLatch(1).await()),
        hard("stubborn", HardTasks::spin),
        who());
  }

  private TaskDefinition<Long> hard(String name, Body body) {
    return TaskDefinition.named(name, Long.class)
        .handler((task, values) -> {
          ledger.count(name);
          body.run();
          return 0L;
        });
  }

  /** Says by which process it was run, after a while. */
  private TaskDefinition<Long> who() {
    return TaskDefinition.named("who", Long.class)
        .parameter(TaskParameter.required("i", int.class))
        .parameter(TaskParameter.required("ms", long.class))
        .handler((task, values) -> {
          ledger.note("started", Integer.toString(values.intAt(0)));
          task.sleep(Duration.ofMillis(values.longAt(1)));
          ledger.mark(values.intAt(0));
          return ProcessHandle.current().pid();
        });
  }

  private static void fillMemory() {
    List<byte[]> all = new ArrayList<>();
    while (all.size() < Integer.MAX_VALUE) {
      all.add(new byte[8 << 20]);
    }
  }

  @SuppressWarnings("InfiniteRecursion") // that is the point
  private static int recurse(int depth) {
    return recurse(depth + 1) + 1;
  }

  /** Two threads, each of which has what the other wants. */
  private static void deadlock() throws InterruptedException {
    ReentrantLock first = new ReentrantLock();
    ReentrantLock second = new ReentrantLock();
    CountDownLatch both = new CountDownLatch(2);
    Thread other =
        Thread.ofVirtual()
            .start(() -> {
              second.lock();
              both.countDown();
              awaitUninterruptibly(both);
              first.lock();
            });
    first.lock();
    both.countDown();
    both.await();
    second.lock(); // takes no interrupt
    other.join();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void spin() {
    while (true) {
      Thread.onSpinWait();
    }
  }
}
