package io.celeriac;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call do not fit the task: one is missing, surplus, given twice, or of the
 * wrong type. Python callers see a {@code TypeError}.
 */
public final class ArgumentException extends CeleryException implements PythonException {
  private static final long serialVersionUID = 1L;

  public ArgumentException(String message) {
    super(message, null);
  }

  @Override
  public String pythonModule() {
    return "builtins";
  }

  @Override
  public String pythonType() {
    return "TypeError";
  }

  @Override
  public List<@Nullable Object> pythonArguments() {
    return List.of(String.valueOf(getMessage()));
  }
}
