package io.celeriac.worker;

import io.celeriac.PythonException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a task in a child process threw, as its worker knows it: by name and text, as it is stored.
 * The class itself may hold anything, and no class is made from what another process says.
 */
final class RemoteFailure extends RuntimeException implements PythonException {
  private static final long serialVersionUID = 1L;

  private final String module;
  private final String type;
  private final transient List<@Nullable Object> arguments;
  private final @Nullable String traceback;

  RemoteFailure(
      String module,
      String type,
      List<@Nullable Object> arguments,
      @Nullable String message,
      @Nullable String traceback) {
    super(message, null, false, false);
    this.module = module;
    this.type = type;
    this.arguments = arguments;
    this.traceback = traceback;
  }

  /** The stack trace as the child stored it. */
  Optional<String> traceback() {
    return Optional.ofNullable(traceback);
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
