package io.celeriac;

/** The task was revoked, or expired before it ran; the message says which. */
public final class TaskRevokedError extends CeleryException {
  private static final long serialVersionUID = 1L;

  public TaskRevokedError(String message) {
    super(message, null);
  }
}
