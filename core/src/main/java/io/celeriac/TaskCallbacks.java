package io.celeriac;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is called around a task, by Celery's names. A class with task methods may implement it for
 * all of them, or a definition is given one. Called on the task's thread; what a callback throws is
 * logged and changes nothing, except in {@link #beforeStart}, where it fails the task.
 */
public interface TaskCallbacks {

  /** Those of the object that a supplier gives, which is asked for each call. */
  static TaskCallbacks of(Supplier<? extends TaskCallbacks> supplier) {
    return new SuppliedCallbacks(supplier);
  }

  /** Before the task's body. */
  default void beforeStart(TaskContext task) throws Exception {}

  /** After the body returned. */
  default void onSuccess(TaskContext task, @Nullable Object result) throws Exception {}

  /** After the task failed for good: not when it will be retried. */
  default void onFailure(TaskContext task, Throwable failure) throws Exception {}

  /** When the task will be retried; the reason is what made it so. */
  default void onRetry(TaskContext task, Throwable reason) throws Exception {}

  /** After everything else, with the final state: SUCCESS, FAILURE or RETRY. */
  default void afterReturn(TaskContext task, String state) throws Exception {}
}
