package io.celeriac;

import org.jspecify.annotations.Nullable;

/** What a task does with its arguments. Called by the worker, on a thread of its pool. */
@FunctionalInterface
public interface TaskHandler {

  /**
   * Runs the task.
   *
   * @param task the running task: its request, and what it can do about itself
   * @param arguments the arguments, bound to the definition's parameters
   * @return the result, of a type that the result serializer can carry
   */
  @Nullable Object run(TaskContext task, Arguments arguments) throws Exception;
}
