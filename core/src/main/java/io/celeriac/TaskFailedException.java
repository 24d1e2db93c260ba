package io.celeriac;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A task failed, in whatever language it ran: thrown by {@code AsyncResult.get()}. Carries what was
 * stored: the exception's class by its Python name, its arguments, and the traceback as text.
 */
public final class TaskFailedException extends CeleryException {
  private static final long serialVersionUID = 1L;

  private final String taskId;
  private final String module;
  private final String type;
  private final transient List<@Nullable Object> arguments;
  private final @Nullable String traceback;

  public TaskFailedException(
      String taskId,
      String module,
      String type,
      List<@Nullable Object> arguments,
      @Nullable String traceback) {
    super("Task " + taskId + " failed: " + type + text(arguments), null);
    this.taskId = taskId;
    this.module = module;
    this.type = type;
    this.arguments = arguments;
    this.traceback = traceback;
  }

  public String taskId() {
    return taskId;
  }

  /** The module or package of the exception's class. */
  public String module() {
    return module;
  }

  /** The name of the exception's class, such as {@code ValueError}. */
  public String type() {
    return type;
  }

  /** The exception's arguments, as Python has them; usually one text. */
  public List<@Nullable Object> arguments() {
    return arguments;
  }

  /** The stack trace as the worker stored it. */
  public Optional<String> traceback() {
    return Optional.ofNullable(traceback);
  }

  private static String text(List<@Nullable Object> arguments) {
    return switch (arguments.size()) {
      case 0 -> "";
      case 1 -> ": " + arguments.getFirst();
      default -> ": " + arguments;
    };
  }
}
