package io.celeriac;

import org.jspecify.annotations.Nullable;

/**
 * Stands around every task of an app, such as for tracing or a transaction. Interceptors run in the
 * order of their registration, the first outermost, on the task's thread.
 */
@FunctionalInterface
public interface TaskInterceptor {

  /** Runs the task by {@code next.proceed()}, and may do something before, after or instead. */
  @Nullable Object around(TaskContext task, Invocation next) throws Exception;

  /** The rest of the way to the task's body. */
  @FunctionalInterface
  interface Invocation {
    @Nullable Object proceed() throws Exception;
  }
}
