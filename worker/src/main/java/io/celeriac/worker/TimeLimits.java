package io.celeriac.worker;

import io.celeriac.TaskError;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Watches the limits of running tasks. The soft one interrupts, and the task may clean up. {@code
 * timeout} and the hard one interrupt and decide the outcome themselves, so that a task that
 * ignores its interruption still ends: its slot is free, and its thread is named in the log.
 */
final class TimeLimits {

  /** How long an interrupted task gets before it is called a runaway. */
  private static final long RUNAWAY_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Timer timer;
  private final RetryPlan retries;

  TimeLimits(Timer timer, RetryPlan retries) {
    this.timer = timer;
    this.retries = retries;
  }

  /**
   * Starts watching a task that is about to run.
   *
   * @param giveUp called with the outcome when a limit has claimed the end of the run
   */
  void watch(Execution execution, BiConsumer<Execution, Outcome> giveUp) {
    TaskPolicy policy = execution.policy();
    policy.softTimeLimit().ifPresent(limit -> add(execution, limit, () -> soft(execution, limit)));
    policy
        .timeout()
        .ifPresent(limit -> add(execution, limit, () -> timeout(execution, limit, giveUp)));
    policy
        .timeLimit()
        .ifPresent(limit -> add(execution, limit, () -> hard(execution, limit, giveUp)));
  }

  private void add(Execution execution, Duration limit, Runnable action) {
    execution.limits().add(timer.after(limit.toNanos(), action));
  }

  /** Stops watching a task that has ended. */
  void unwatch(Execution execution) {
    execution.limits().forEach(timer::cancel);
  }

  private void soft(Execution execution, Duration limit) {
    if (execution.stage() == Execution.Stage.RUNNING) {
      WorkerLog.softLimit(execution, limit);
      execution.interrupt(Execution.Interruption.SOFT_LIMIT);
    }
  }

  private void timeout(Execution execution, Duration limit, BiConsumer<Execution, Outcome> giveUp) {
    if (execution.end()) {
      execution.interrupt(Execution.Interruption.TIMEOUT);
      giveUp.accept(execution, retries.failed(execution, new TaskError.TimeoutError(limit)));
      watchForRunaway(execution);
    }
  }

  private void hard(Execution execution, Duration limit, BiConsumer<Execution, Outcome> giveUp) {
    if (execution.end()) {
      WorkerLog.hardLimit(execution, limit);
      execution.interrupt(Execution.Interruption.HARD_LIMIT);
      giveUp.accept(execution, new Outcome.TimedOut(new TaskError.TimeLimitExceeded(limit)));
      watchForRunaway(execution);
    }
  }

  /** Tells in the log of a task that an interrupt has not ended. */
  void watchForRunaway(Execution execution) {
    timer.after(
        RUNAWAY_AFTER_NANOS,
        () -> {
          Thread thread = execution.thread();
          if (thread != null) {
            WorkerLog.runaway(execution, thread);
          }
        });
  }
}
