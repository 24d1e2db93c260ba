package io.celeriac;

import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.RunningTask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The context of code that is called on behalf of a task that is not running: an error callback of
 * one that was never started.
 *
 * @param app the app
 * @param request what the task was called with
 * @param definition the code that is called
 */
record DetachedTask(Celery app, TaskRequest request, TaskDefinition<?> definition)
    implements RunningTask {

  @Override
  public void sent(ResultTuple child) {}

  @Override
  public List<ResultTuple> children() {
    return List.of();
  }

  @Override
  public <R> AsyncResult<R> addToChord(Signature<R> signature) {
    throw new IllegalArgumentException("Current task is not member of any chord");
  }

  @Override
  public void updateState(String state, @Nullable Object meta) {
    throw new IllegalStateException(
        "Task " + request.id() + " is not running, so its state cannot be changed to " + state);
  }

  @Override
  public boolean softTimeLimitExceeded() {
    return false;
  }

  @Override
  public void checkpoint() {}

  @Override
  public void sleep(Duration time) throws InterruptedException {
    // Nothing ever counts this down: it is a sleep that an interrupt ends.
    boolean ignored = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public Optional<Duration> remaining() {
    return Optional.empty();
  }
}
