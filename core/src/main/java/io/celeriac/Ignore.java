package io.celeriac;

/** Thrown by a task to end without a result: nothing is stored, the message is acknowledged. */
public final class Ignore extends TaskControlException {
  private static final long serialVersionUID = 1L;

  public Ignore(String reason) {
    super(reason, null);
  }
}
