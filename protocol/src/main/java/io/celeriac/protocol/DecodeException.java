package io.celeriac.protocol;

import org.jspecify.annotations.Nullable;

/** Bytes from the wire are not what their content type or compression says. */
public class DecodeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DecodeException(String message) {
    super(message);
  }

  public DecodeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
