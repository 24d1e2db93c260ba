package io.celeriac;

import io.celeriac.spi.TaskScope;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The running task, as its code sees it: the request it runs for, and what it can do about itself.
 * Injected as a parameter of type TaskContext, or found with {@link #current}. It is Celery's
 * {@code self} of a bound task. Its methods are for the task's own threads.
 */
public interface TaskContext {

  /** The task that this thread runs, if it runs one. */
  static Optional<TaskContext> current() {
    return TaskScope.current().map(running -> running);
  }

  /** What the task was called with: Celery's {@code self.request}. */
  TaskRequest request();

  /** The app that the task belongs to; for sending other tasks. */
  Celery app();

  /** The definition that is being run. */
  TaskDefinition<?> definition();

  /** To be thrown: run the task again after its default delay, or its back-off when it has one. */
  default Retry retry() {
    return Retry.later();
  }

  /** To be thrown: run the task again, because of this. */
  default Retry retry(Throwable cause) {
    return Retry.later().because(cause);
  }

  /**
   * To be thrown: end this task, and let a signature take its place, with its id, callbacks, chain
   * and chord. Celery's {@code self.replace}; docs/canvas.md.
   *
   * @throws TaskError.ImproperlyConfigured when the signature is an empty chain, or part of a chord
   */
  default Replace replace(Signature<?> signature) {
    return Replace.with(signature);
  }

  /**
   * Sends a signature as one more part of the chord of whose header this task is a member, so that
   * the body waits for it too.
   *
   * @throws IllegalArgumentException when this task is in no chord's header
   * @throws UnsupportedOperationException when the result backend does not count a chord's parts
   */
  <R> AsyncResult<R> addToChord(Signature<R> signature);

  /**
   * Runs something that may wait for results of other tasks, which is refused inside a task
   * otherwise, because a worker whose slots all wait for each other stands still. Celery's {@code
   * allow_join_result}.
   */
  static <T extends @Nullable Object> T allowJoinResult(Callable<T> body) throws Exception {
    return TaskScope.waiting(body);
  }

  /**
   * Stores a state of the task's own, such as PROGRESS with what has been done so far. A stored
   * SUCCESS is final, whatever becomes of the task after it.
   *
   * @param meta what is read as the task's result meanwhile: plain values, records, lists or maps
   */
  void updateState(String state, @Nullable Object meta);

  /**
   * Sends an event about this task, beside those of the worker: Celery's {@code send_event}. It is
   * sent whether or not the worker sends task events, and returns at once.
   *
   * @param type such as {@code task-progress}
   * @param fields what it tells besides the task's id
   */
  default void sendEvent(String type, Map<String, ?> fields) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("uuid", request().id());
    all.putAll(fields);
    app().events().sendFor(request().hostname(), type, all);
  }

  /** Whether the soft time limit has passed: the moment to clean up and end. */
  boolean softTimeLimitExceeded();

  /**
   * Throws when a time limit has passed or the worker is shutting down cold; for loops that compute
   * without blocking, which an interrupt does not reach.
   *
   * @throws TaskError.SoftTimeLimitExceeded when the soft limit has passed
   */
  void checkpoint();

  /**
   * Sleeps; ended early by a time limit.
   *
   * @throws TaskError.SoftTimeLimitExceeded when the soft limit passes meanwhile
   * @throws InterruptedException when something else interrupts the task
   */
  void sleep(Duration time) throws InterruptedException;

  /** Time left until the hard limit; empty without one. */
  Optional<Duration> remaining();

  /** The value of a header of the message that is not one of the protocol's own, or null. */
  default @Nullable Object header(String name) {
    return request().headers().get(name);
  }
}
