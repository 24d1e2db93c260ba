package io.celeriac.spi;

import io.celeriac.AsyncResult;
import io.celeriac.Signature;
import io.celeriac.TaskRequest;
import org.jspecify.annotations.Nullable;

/**
 * Carries workflows on when one of their tasks has ended: what an app does for its worker. Called
 * by the thread that completes the task, as part of it ({@link TaskScope}) when it ran, so that
 * what is sent counts as its children. Failures to reach the broker or the result backend are
 * {@link io.celeriac.BrokerException}s and {@link io.celeriac.ResultBackendException}s.
 */
public interface Workflows {

  /** A task has returned: sends its callbacks and the next step of its chain. */
  void succeeded(TaskRequest request, @Nullable Object value);

  /**
   * A task's end has been stored: counts it as a part of its chord, if it is one, and joins the
   * chord when it was the last.
   *
   * @param state the state it ended in
   * @param result the value, or the map of the exception, as serializers carry it
   */
  void part(TaskRequest request, String state, @Nullable Object result);

  /**
   * A task has failed, and that has been stored: counts it as a part of its chord, fails the rest
   * of its chain, and calls its error callbacks, in this order.
   *
   * @param traceback the stack trace as it was stored
   * @param store whether failures are stored
   */
  void failed(TaskRequest request, Throwable thrown, @Nullable String traceback, boolean store);

  /** Sends what takes the place of a task. */
  void replace(TaskRequest request, Signature<?> replacement);

  /** Sends one more part of the chord that a task is in. */
  <R> AsyncResult<R> addToChord(TaskRequest request, Signature<R> signature);
}
