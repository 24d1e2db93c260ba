package io.celeriac;

import org.jspecify.annotations.Nullable;

/** The result backend could not be reached, or refused an operation. */
public final class ResultBackendException extends CeleryException {

  private static final long serialVersionUID = 1L;

  public ResultBackendException(String message) {
    this(message, null);
  }

  public ResultBackendException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
