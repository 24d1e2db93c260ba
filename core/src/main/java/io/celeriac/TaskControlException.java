package io.celeriac;

import org.jspecify.annotations.Nullable;

/**
 * What a task throws to say how it ends, other than by returning or failing: {@link Retry}, {@link
 * Ignore}, {@link Reject}, {@link Replace}.
 */
public abstract sealed class TaskControlException extends RuntimeException
    permits Retry, Ignore, Reject, Replace {

  private static final long serialVersionUID = 1L;

  TaskControlException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
