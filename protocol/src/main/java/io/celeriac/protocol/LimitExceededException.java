package io.celeriac.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Bytes from the wire may be valid, but go beyond a {@link DecodeLimits limit} of ours. Apart from
 * other decoding errors, since such a message is rejected, so that a dead-letter queue can keep it.
 */
public final class LimitExceededException extends DecodeException {
  private static final long serialVersionUID = 1;

  public LimitExceededException(String message) {
    super(message);
  }

  public LimitExceededException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
