package io.celeriac.interop.acceptance;

import io.celeriac.PythonException;
import io.celeriac.protocol.PythonRepr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exception that the tests expect under the name of a Python class. */
final class PythonError extends RuntimeException implements PythonException {
  private static final long serialVersionUID = 1L;

  private final String module;
  private final String type;
  private final transient List<@Nullable Object> arguments;

  private PythonError(String module, String type, @Nullable Object... arguments) {
    super(arguments.length == 0 ? null : String.valueOf(arguments[0]));
    this.module = module;
    this.type = type;
    this.arguments = Collections.unmodifiableList(new ArrayList<>(Arrays.asList(arguments)));
  }

  static PythonError typeError(String text) {
    return new PythonError("builtins", "TypeError", text);
  }

  static PythonError valueError(String text) {
    return new PythonError("builtins", "ValueError", text);
  }

  /** The exception of the integration tests' own. */
  static PythonError expected(@Nullable Object... arguments) {
    return new PythonError("t.integration.tasks", "ExpectedException", arguments);
  }

  /** What becomes of an exception that Python cannot pickle: it takes two arguments, keeps one. */
  static PythonError unpickleable(String foo) {
    return new PythonError(
        "celery.utils.serialization",
        "UnpickleableExceptionWrapper",
        "t.integration.tasks",
        "UnpickleableException",
        List.of(foo),
        "UnpickleableException(" + PythonRepr.of(foo) + ")");
  }

  /** What pydantic raises for an argument that does not fit its model. */
  static PythonError validation() {
    return new PythonError("pydantic_core._pydantic_core", "ValidationError");
  }

  /** What redis-py raises for a value that it cannot write. */
  static PythonError data(String text) {
    return new PythonError("redis.exceptions", "DataError", text);
  }

  @Override
  public String pythonModule() {
    return module;
  }

  @Override
  public String pythonType() {
    return type;
  }

  @Override
  public List<@Nullable Object> pythonArguments() {
    return arguments;
  }
}
