package io.celeriac;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Passes calls on to the callbacks of whatever object there is at the time. */
record SuppliedCallbacks(Supplier<? extends TaskCallbacks> current) implements TaskCallbacks {

  @Override
  public void beforeStart(TaskContext task) throws Exception {
    current.get().beforeStart(task);
  }

  @Override
  public void onSuccess(TaskContext task, @Nullable Object result) throws Exception {
    current.get().onSuccess(task, result);
  }

  @Override
  public void onFailure(TaskContext task, Throwable failure) throws Exception {
    current.get().onFailure(task, failure);
  }

  @Override
  public void onRetry(TaskContext task, Throwable reason) throws Exception {
    current.get().onRetry(task, reason);
  }

  @Override
  public void afterReturn(TaskContext task, String state) throws Exception {
    current.get().afterReturn(task, state);
  }
}
