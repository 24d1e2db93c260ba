package io.celeriac.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A value cannot be written in the chosen format. The message names its class and, as {@code
 * args[1].name}, where it is.
 */
public final class EncodeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String problem;
  private final String path;

  /** Makes one about the value that is being written; the containers around it add the path. */
  public EncodeException(String problem) {
    this(problem, null);
  }

  public EncodeException(String problem, @Nullable Throwable cause) {
    this(problem, "", cause);
  }

  private EncodeException(String problem, String path, @Nullable Throwable cause) {
    super(path.isEmpty() ? problem : problem + ", at " + path, cause);
    this.problem = problem;
    this.path = path;
  }

  /** Returns this error about an element of a list. */
  public EncodeException at(int index) {
    return under("[" + index + "]");
  }

  /** Returns this error about a member of a mapping. */
  public EncodeException at(String key) {
    return under(key);
  }

  EncodeException moved(String from, String to) {
    return path.startsWith(from)
        ? new EncodeException(problem, to + path.substring(from.length()), getCause())
        : this;
  }

  private EncodeException under(String step) {
    String joint = path.isEmpty() || path.startsWith("[") ? "" : ".";
    return new EncodeException(problem, step + joint + path, getCause());
  }
}
