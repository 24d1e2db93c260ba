package io.celeriac.worker;

import java.io.IOException;

/**
 * What came between a worker and its child process makes no sense: the stream is of no more use.
 */
final class FrameException extends IOException {
  private static final long serialVersionUID = 1L;

  FrameException(String message) {
    super(message);
  }

  FrameException(String message, Throwable cause) {
    super(message, cause);
  }
}
