package io.celeriac;

import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import io.celeriac.spi.TaskScope;
import io.celeriac.spi.ValueConverter;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The result of a call, by its id: a handle that asks the result backend. Thread-safe. Two are
 * equal when their ids are.
 *
 * @param <R> the type of the result
 */
public final class AsyncResult<R> {

  private final String id;
  private final Type type;
  private final ResultBackend backend;
  private final ValueConverter converter;

  AsyncResult(String id, Type type, ResultBackend backend, ValueConverter converter) {
    this.id = id;
    this.type = type;
    this.backend = backend;
    this.converter = converter;
  }

  /** The task's id. */
  public String id() {
    return id;
  }

  /** The state's name; PENDING when nothing is known of the task. */
  public String state() {
    return backend.find(id).map(ResultDocument::status).orElse("PENDING");
  }

  /** Whether the task has ended: succeeded, failed or revoked. */
  public boolean ready() {
    return backend.find(id).map(ResultDocument::isReady).orElse(false);
  }

  public boolean successful() {
    return state().equals("SUCCESS");
  }

  public boolean failed() {
    return state().equals("FAILURE");
  }

  /** The meta data of a state of the task's own, such as progress; the raw result otherwise. */
  public Optional<Object> info() {
    return backend.find(id).map(ResultDocument::result);
  }

  /** The stack trace of a failure. */
  public Optional<String> traceback() {
    return backend.find(id).map(ResultDocument::traceback);
  }

  /**
   * Waits for the result.
   *
   * @param timeout how long at the most
   * @return the result; null when the task returned none
   * @throws ResultTimeoutException when it has not come by then
   * @throws TaskFailedException when the task failed
   * @throws TaskRevokedError when the task was revoked or expired
   * @throws IllegalStateException inside a task, where waiting for another can lock up a worker
   */
  public R get(Duration timeout) throws InterruptedException {
    if (TaskScope.current().isPresent()) {
      throw new IllegalStateException(
          "Waiting for task "
              + id
              + " inside a task can lock up the worker when all its slots wait; use a callback"
              + " (link), a chain or a chord instead");
    }
    CompletableFuture<ResultDocument> ready = backend.ready(id);
    try {
      return value(ready.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      throw new ResultTimeoutException(
          "Task " + id + " has not ended within " + timeout + "; its state is " + state(), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new ResultBackendException("The result of task " + id + " cannot be read", e);
    }
  }

  /** Completes with the result, or with what {@link #get} would throw. */
  public CompletionStage<R> toCompletionStage() {
    return backend.ready(id).thenApply(this::value);
  }

  /** Deletes the result from the backend, and stops watching for it. */
  public void forget() {
    backend.unwatch(id);
    backend.forget(id);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // R may be Void or nullable, which the caller knows
  private R value(ResultDocument document) {
    if (!document.status().equals("SUCCESS")) {
      throw Failures.fromWire(id, document.status(), document.result(), document.traceback());
    }
    try {
      return (R) converter.fromWire(document.result(), type);
    } catch (ArgumentException e) {
      throw new ResultBackendException("The result of task " + id + " would be " + e.getMessage());
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AsyncResult<?> that && id.equals(that.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return id;
  }
}
