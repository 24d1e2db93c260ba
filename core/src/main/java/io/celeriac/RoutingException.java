package io.celeriac;

import org.jspecify.annotations.Nullable;

/**
 * A call that no queue was found for, such as an unknown queue where missing ones are not created.
 */
public final class RoutingException extends CeleryException {

  private static final long serialVersionUID = 1L;

  public RoutingException(String message) {
    this(message, null);
  }

  public RoutingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
