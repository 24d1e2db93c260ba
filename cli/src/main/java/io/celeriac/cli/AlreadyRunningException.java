package io.celeriac.cli;

/** A pid file belongs to a process that runs, which ends the command with exit code 73. */
final class AlreadyRunningException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AlreadyRunningException(String message) {
    super(message);
  }
}
