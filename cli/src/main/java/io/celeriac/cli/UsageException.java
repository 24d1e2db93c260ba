package io.celeriac.cli;

import org.jspecify.annotations.Nullable;

/**
 * The command was called wrongly, which ends it with exit code 2; the message says what is right.
 */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    this(message, null);
  }

  UsageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
