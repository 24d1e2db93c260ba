package io.celeriac;

import org.jspecify.annotations.Nullable;

/** The child processes of a worker with the pool {@link PoolKind#PREFORK} could not be started. */
public final class ProcessPoolException extends CeleryException {
  private static final long serialVersionUID = 1L;

  public ProcessPoolException(String message) {
    this(message, null);
  }

  public ProcessPoolException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
