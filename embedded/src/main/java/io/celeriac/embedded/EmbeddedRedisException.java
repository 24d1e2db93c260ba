package io.celeriac.embedded;

/** No Redis could be started; the message says what was tried, and how to go on. */
public final class EmbeddedRedisException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmbeddedRedisException(String message) {
    super(message);
  }
}
