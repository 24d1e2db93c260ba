package io.celeriac;

import org.jspecify.annotations.Nullable;

/** A result did not come in the time that was given; Celery's TimeoutError of get(). */
public final class ResultTimeoutException extends CeleryException {

  private static final long serialVersionUID = 1L;

  public ResultTimeoutException(String message) {
    this(message, null);
  }

  public ResultTimeoutException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
