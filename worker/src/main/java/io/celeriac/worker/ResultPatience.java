package io.celeriac.worker;

import io.celeriac.ResultBackendException;
import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.RunningTask;
import io.celeriac.spi.TaskScope;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the end of a task waits for the result backend: {@code celeriac_result_deadline}. A
 * write is tried again until then where {@code result_backend_always_retry} is on, and by the
 * backend itself in any case. One that takes longer is left to itself, as it may still succeed, and
 * counts as failed: with late acks its message goes back, and in no case does it hold its slot.
 */
final class ResultPatience {

  private static final Logger LOG = LoggerFactory.getLogger(ResultPatience.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final int MOST_LEFT_TO_THEMSELVES = 10_000;

  private final Duration deadline;
  private final boolean insists;
  private final Semaphore atOnce = new Semaphore(MOST_LEFT_TO_THEMSELVES);

  ResultPatience(Settings settings) {
    this.deadline = settings.get(Setting.CELERIAC_RESULT_DEADLINE);
    this.insists = settings.get(Setting.RESULT_BACKEND_ALWAYS_RETRY);
  }

  /**
   * Sees a write through, as part of the task that the caller's thread runs.
   *
   * @throws ResultBackendException when it has failed, or not ended within the deadline
   */
  void write(Runnable write) {
    if (!atOnce.tryAcquire()) {
      throw new ResultBackendException(
          MOST_LEFT_TO_THEMSELVES + " writes wait for the result backend already");
    }
    Optional<RunningTask> task = TaskScope.current();
    long end = System.nanoTime() + deadline.toNanos();
    FutureTask<Void> attempts =
        new FutureTask<>(
            () -> {
              try {
                task.ifPresentOrElse(
                    scope -> within(scope, () -> tried(write, end)), () -> tried(write, end));
              } finally {
                atOnce.release();
              }
            },
            null);
    Thread.ofVirtual().name("celeriac-result").start(attempts);
    await(attempts);
  }

  private static void within(RunningTask scope, Runnable action) {
    try {
      TaskScope.call(
          scope,
          () -> {
            action.run();
            return true;
          });
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("a write throws nothing checked", e);
    }
  }

  private void tried(Runnable write, long end) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        write.run();
        return;
      } catch (ResultBackendException e) {
        if (!insists || System.nanoTime() - end + pause.toNanos() > 0) {
          throw e;
        }
        LOG.debug("A write to the result backend is tried again: {}", e.getMessage());
        LockSupport.parkNanos(pause.toNanos());
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
      }
    }
  }

  private void await(FutureTask<Void> attempts) {
    try {
      attempts.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new ResultBackendException(
          "The result backend has not answered within " + deadline + " (celeriac_result_deadline)",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResultBackendException("Interrupted while a result was being stored", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException("a write throws nothing checked", e);
      }
    }
  }
}
