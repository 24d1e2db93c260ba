package io.celeriac.worker;

import io.celeriac.Setting;
import io.celeriac.TaskError;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.WorkerEnvironment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Ends crash loops ({@code celeriac_max_deliveries}). A late-acknowledged task whose message comes
 * again was perhaps running when its worker died. When it is about to start, its message is
 * replaced by a copy that counts this, and the copy is what runs. So a message is counted for each
 * run that it ends with, and those that only waited are not.
 *
 * <p>What has died several times already, or happened to run beside what did, waits a moment by
 * chance and then runs alone among its like: from there on none is counted for another's crash.
 */
final class Suspects {

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** So long a copy may take to come back to this worker, before another one seems to have it. */
  private static final long RETURN = Duration.ofSeconds(10).toNanos();

  /** From this count on they run alone. */
  private static final int ALONE_FROM = 2;

  private final CountedCopies copies;
  private final CrashedTasks crashed;
  private final Timer timer;
  private final RandomGenerator random;
  private final int limit;
  private final Queue<Execution> queue = new ArrayDeque<>();
  // The id of the one that runs alone, or is about to; looked at without the lock for each task.
  private volatile Optional<String> alone = Optional.empty();
  private boolean aloneRuns;
  private final AtomicInteger sessions = new AtomicInteger();

  Suspects(
      WorkerEnvironment app,
      CountedCopies copies,
      CrashedTasks crashed,
      Timer timer,
      RandomGenerator random) {
    this.copies = copies;
    this.crashed = crashed;
    this.timer = timer;
    this.random = random;
    this.limit = app.settings().get(Setting.CELERIAC_MAX_DELIVERIES);
  }

  /**
   * Whether a task that is about to start must be counted first. Not in a worker that has lost a
   * session: what comes again is then what it held itself, or all there is, if the broker has
   * crashed, and no process has died of it. A task that kills its worker meets a new one next.
   */
  boolean concerns(Execution execution) {
    return limit > 0
        && sessions.get() <= 1
        && execution.policy().acksLate()
        && execution.delivery().info().redelivered()
        && !isCountedByBroker(execution)
        && !copies.isBeyondCounting(execution.request().id());
  }

  /** The first time a broker that counts is taken at its word, which spares the copy. */
  private boolean isCountedByBroker(Execution execution) {
    return limit > ALONE_FROM
        && !isCounted(execution)
        && execution.delivery().returned().orElse(0) == 1;
  }

  /**
   * How many runs were perhaps lost. Brokers count messages that only waited as well, so that they
   * are not believed further than to where tasks run alone.
   */
  private int lostRuns(Execution execution) {
    int counted = DeliveryCount.of(execution.delivery().message());
    int since = execution.delivery().returned().orElse(1);
    return counted + Math.clamp(since, 1, Math.max(1, ALONE_FROM - counted));
  }

  /** There is a session with the broker, the first or one more. */
  void session(Consumer consumer, java.util.function.Consumer<Execution> submit) {
    copies.session(consumer, submit);
    sessions.incrementAndGet();
  }

  /** Whether a task's message is such a copy, which is to start before others. */
  static boolean isCounted(Execution execution) {
    return DeliveryCount.of(execution.delivery().message()) > 0;
  }

  /** Takes over a task that {@link #concerns} us, and that still counts as reserved. */
  void examine(Execution execution) {
    int lost = lostRuns(execution);
    if (lost >= limit) {
      if (execution.withdraw()) {
        Thread.ofVirtual()
            .name("celeriac-crashed")
            .start(() -> crashed.end(execution, lost, error(lost)));
      }
    } else if (lost == 1 && limit > ALONE_FROM) {
      count(execution, lost);
    } else {
      timer.after(pause(lost - 1), () -> ready(execution, lost));
    }
  }

  /** Takes over a copy whose original is not acknowledged yet; it is submitted again. */
  boolean keepsBack(Execution execution) {
    return copies.isTooEarly(execution);
  }

  private TaskError.WorkerLostError error(int runs) {
    return new TaskError.WorkerLostError(
        "Worker exited prematurely: its process was lost in each of "
            + runs
            + (runs == 1 ? " run" : " runs")
            + " (celeriac_max_deliveries is "
            + limit
            + ").");
  }

  private long pause(int count) {
    long longest =
        Math.min(LONGEST_PAUSE.toNanos(), Duration.ofSeconds(1L << Math.min(count, 10)).toNanos());
    return random.nextLong(longest);
  }

  private void ready(Execution execution, int lost) {
    // The last runs before the limit must be alone, however low it is.
    if (lost <= Math.min(ALONE_FROM, limit - 2)) {
      count(execution, lost);
      return;
    }
    synchronized (queue) {
      queue.add(execution);
    }
    next();
  }

  private void next() {
    Execution execution;
    synchronized (queue) {
      if (alone.isPresent()) {
        return;
      }
      execution = queue.poll();
      if (execution == null) {
        return;
      }
      alone = Optional.of(execution.request().id());
      aloneRuns = false;
    }
    String id = execution.request().id();
    timer.after(RETURN, () -> leave(id, false));
    count(execution, lostRuns(execution));
  }

  /** A task starts here. */
  void started(Execution execution) {
    if (alone.isEmpty()) {
      return;
    }
    synchronized (queue) {
      aloneRuns |= alone.filter(execution.request().id()::equals).isPresent();
    }
  }

  /** A task that started here has ended. */
  void ended(Execution execution) {
    if (alone.isPresent()) {
      leave(execution.request().id(), true);
    }
  }

  private void leave(String id, boolean hasRun) {
    synchronized (queue) {
      if (alone.filter(id::equals).isEmpty() || (aloneRuns && !hasRun)) {
        return;
      }
      alone = Optional.empty();
    }
    next();
  }

  private void count(Execution execution, int lost) {
    if (execution.withdraw()) {
      copies.replace(execution, lost);
    } else {
      leave(execution.request().id(), true);
    }
  }

  /** Waits, but not for long, until no message is there twice. */
  void finish() throws InterruptedException {
    copies.finish();
  }

  /**
   * A child process died of a task that is to run again: how often that was now, to be carried by
   * its message.
   *
   * @return whether that was the last time, and the task has been ended
   */
  boolean lost(Execution execution, TaskError.WorkerLostError error) {
    if (limit == 0) {
      return false;
    }
    int before =
        isCountedByBroker(execution) ? 1 : DeliveryCount.of(execution.delivery().message());
    int count = before + 1;
    if (count >= limit) {
      crashed.end(execution, count, error);
      return true;
    }
    execution.carry(count);
    return false;
  }
}
