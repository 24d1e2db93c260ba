package io.celeriac;

import org.jspecify.annotations.Nullable;

/** A task definition that cannot be registered, or a name that is not registered. */
public final class TaskRegistrationException extends CeleryException {

  private static final long serialVersionUID = 1L;

  public TaskRegistrationException(String message) {
    this(message, null);
  }

  public TaskRegistrationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
