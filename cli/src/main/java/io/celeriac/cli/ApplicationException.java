package io.celeriac.cli;

/** The application's own code threw while it made its app. */
final class ApplicationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Throwable thrown;

  ApplicationException(String message, Throwable thrown) {
    super(message, thrown);
    this.thrown = thrown;
  }

  /** What it threw. */
  Throwable thrown() {
    return thrown;
  }
}
