package io.celeriac;

import org.jspecify.annotations.Nullable;

/** The broker could not be reached, refused something, or was lost; {@link #problem} says which. */
public final class BrokerException extends CeleryException {

  private static final long serialVersionUID = 1L;

  /** What went wrong, and whether trying again can help. */
  public enum Problem {
    /** No answer at the address: refused, timed out, unknown host. */
    UNREACHABLE(true),
    /** The broker refused the user or the password. */
    BAD_CREDENTIALS(false),
    /** No such virtual host or database, or no access to it. */
    NO_SUCH_VHOST(false),
    /** Something answered that does not speak the broker's protocol. */
    NOT_THIS_BROKER(false),
    /** TLS could not be agreed on, or the certificate is not trusted. */
    TLS(false),
    /** An established connection broke. */
    CONNECTION_LOST(true),
    /** The broker did not answer, or could not take the message, in the time allowed. */
    TIMEOUT(true),
    /** A declaration differs from what the broker has, or names what it has not. */
    REFUSED(false),
    /** A message that no queue would have received. */
    UNROUTABLE(false),
    /** The broker declined a message: a full queue, or too large. */
    MESSAGE_REFUSED(false),
    /** Used after it was closed. */
    CLOSED(false);

    private final boolean recoverable;

    Problem(boolean recoverable) {
      this.recoverable = recoverable;
    }

    /** Whether the same call can succeed later without a change of configuration. */
    public boolean recoverable() {
      return recoverable;
    }
  }

  private final Problem problem;

  public BrokerException(Problem problem, String message) {
    this(problem, message, null);
  }

  public BrokerException(Problem problem, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.problem = problem;
  }

  /** What went wrong. */
  public Problem problem() {
    return problem;
  }

  /** Whether the same call can succeed later without a change of configuration. */
  public boolean recoverable() {
    return problem.recoverable();
  }
}
