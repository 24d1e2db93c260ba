package io.celeriac;

import org.jspecify.annotations.Nullable;

/** The store of a schedule could not be reached, or refused an operation. */
public final class ScheduleStoreException extends CeleryException {

  private static final long serialVersionUID = 1L;

  public ScheduleStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
