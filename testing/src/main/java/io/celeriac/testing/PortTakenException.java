package io.celeriac.testing;

import java.util.function.Supplier;

/** Somebody else has taken a port between our choice and the server's start. */
final class PortTakenException extends IllegalStateException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_RACES = 5;

  PortTakenException(String message) {
    super(message);
  }

  /** Makes and starts a server; when it has lost a race for a port, another one, on other ports. */
  static <S> S retried(Supplier<S> started) {
    for (int race = 1; ; race++) {
      try {
        return started.get();
      } catch (PortTakenException e) {
        if (race == MOST_RACES) {
          throw e;
        }
      }
    }
  }
}
