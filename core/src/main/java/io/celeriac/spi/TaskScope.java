package io.celeriac.spi;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Binds the running task to the thread that runs it, so that what it sends knows its parent. A
 * scoped value: nothing leaks to the next task of a thread.
 */
public final class TaskScope {

  private static final ScopedValue<RunningTask> RUNNING = ScopedValue.newInstance();

  private static final ScopedValue<Boolean> MAY_WAIT = ScopedValue.newInstance();

  private TaskScope() {}

  /** Runs something that may wait for other tasks although it is part of one. */
  public static <T extends @Nullable Object> T waiting(Callable<T> body) throws Exception {
    return ScopedValue.where(MAY_WAIT, true).call(body::call);
  }

  /** Whether this thread may wait for other tasks inside a task. */
  public static boolean mayWait() {
    return MAY_WAIT.isBound();
  }

  /** Runs something as part of a task. */
  public static <T extends @Nullable Object> T call(RunningTask task, Callable<T> body)
      throws Exception {
    return ScopedValue.where(RUNNING, task).call(body::call);
  }

  /** The task that this thread runs. */
  public static Optional<RunningTask> current() {
    return RUNNING.isBound() ? Optional.of(RUNNING.get()) : Optional.empty();
  }
}
