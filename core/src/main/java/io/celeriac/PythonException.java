package io.celeriac;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exception that Python callers see under a class name of its own. A stock client builds {@code
 * module.type(*args)} where it can import that class, and a class of the same name otherwise.
 */
public interface PythonException {

  /** The Python module, such as {@code builtins} or {@code proj.errors}. */
  String pythonModule();

  /** The Python class's name within the module. */
  String pythonType();

  /** The arguments of the exception. */
  List<@Nullable Object> pythonArguments();
}
