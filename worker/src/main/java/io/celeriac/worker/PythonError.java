package io.celeriac.worker;

import io.celeriac.Failures;
import io.celeriac.protocol.PythonLiteral;

/** An exception as a Python worker would have raised it: its {@code repr} is the answer. */
final class PythonError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String type;

  /** An exception of one argument. */
  PythonError(String type, String message) {
    super(message);
    this.type = type;
  }

  /** The text of any exception in Python's form. */
  static String repr(Throwable thrown) {
    String type = thrown instanceof PythonError error ? error.type : Failures.pythonType(thrown);
    String message = thrown.getMessage();
    return type + "(" + (message == null ? "" : PythonLiteral.of(message)) + ")";
  }
}
