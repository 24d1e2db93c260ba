package io.celeriac.embedded;

import java.io.IOException;

/** The port was free a moment ago, and is not any more; another one will do. */
final class PortTakenException extends IOException {
  private static final long serialVersionUID = 1L;

  PortTakenException(String message) {
    super(message);
  }
}
