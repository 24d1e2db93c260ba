package io.celeriac;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a task with late acks to reject its message: back to the queue, or dropped to the
 * dead-letter exchange. With early acks the message is acknowledged already, and only the failure
 * is stored.
 */
public final class Reject extends TaskControlException implements PythonException {
  private static final long serialVersionUID = 1L;

  private final boolean requeue;

  public Reject(String reason, boolean requeue) {
    super(reason, null);
    this.requeue = requeue;
  }

  /** Whether the message goes back to its queue. */
  public boolean requeue() {
    return requeue;
  }

  @Override
  public String pythonModule() {
    return "celery.exceptions";
  }

  @Override
  public String pythonType() {
    return "Reject";
  }

  @Override
  public List<@Nullable Object> pythonArguments() {
    return List.of(String.valueOf(getMessage()), requeue);
  }
}
