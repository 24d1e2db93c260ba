package io.celeriac.worker;

import io.celeriac.Setting;
import io.celeriac.TaskError;
import io.celeriac.spi.WorkerEnvironment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalInt;
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

  private final Copies copies;
  private final Settlement settlement;
  private final Burial burial;
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
      Copies copies,
      Settlement settlement,
      Burial burial,
      CrashedTasks crashed,
      Timer timer,
      RandomGenerator random) {
    this.copies = copies;
    this.settlement = settlement;
    this.burial = burial;
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
        && execution.delivery().info().redelivered();
  }

  /** There is a session with the broker, the first or one more. */
  void session() {
    sessions.incrementAndGet();
  }

  /** Whether a task's message is such a copy, which is to start before others. */
  static boolean isCounted(Execution execution) {
    return DeliveryCount.of(execution.delivery().message()) > 0;
  }

  /** Takes over a task that {@link #concerns} us, and that still counts as reserved. */
  void examine(Execution execution) {
    int count = DeliveryCount.of(execution.delivery().message());
    if (count + 1 >= limit) {
      if (execution.withdraw()) {
        Thread.ofVirtual()
            .name("celeriac-crashed")
            .start(() -> crashed.end(execution, count + 1, error(count + 1)));
      }
    } else if (count == 0 && limit > ALONE_FROM) {
      count(execution, 1);
    } else {
      timer.after(pause(count), () -> ready(execution, count));
    }
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

  private void ready(Execution execution, int count) {
    // The last runs before the limit must be alone, however low it is.
    if (count < Math.min(ALONE_FROM, limit - 2)) {
      count(execution, count + 1);
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
    count(execution, DeliveryCount.of(execution.delivery().message()) + 1);
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

  /** The copy is with the broker before the original is acknowledged. */
  private void count(Execution execution, int count) {
    if (!execution.withdraw()) {
      leave(execution.request().id(), true);
      return;
    }
    Thread.ofVirtual()
        .name("celeriac-count")
        .start(() -> {
          if (execution.delivery().stale()) {
            return;
          }
          try {
            copies.send(execution.delivery(), DeliveryCount.change(OptionalInt.of(count)));
            settlement.moved(execution.delivery());
          } catch (RuntimeException e) {
            burial.later(execution.delivery(), e);
          }
        });
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
    int count = DeliveryCount.of(execution.delivery().message()) + 1;
    if (count >= limit) {
      crashed.end(execution, count, error);
      return true;
    }
    execution.carry(count);
    return false;
  }
}
