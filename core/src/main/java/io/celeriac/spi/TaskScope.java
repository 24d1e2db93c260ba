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

  private TaskScope() {}

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
