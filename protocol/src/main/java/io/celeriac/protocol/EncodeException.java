package io.celeriac.protocol;

import org.jspecify.annotations.Nullable;

/** A value cannot be written in the chosen format; the message names its class and where it is. */
public class EncodeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public EncodeException(String message) {
    super(message);
  }

  public EncodeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
