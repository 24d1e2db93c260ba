package io.celeriac;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure that the worker, not the task's code, makes of a run; each is Celery's own, by name and
 * module, so that Python callers catch the class they know.
 */
public abstract sealed class TaskError extends RuntimeException implements PythonException {

  private static final long serialVersionUID = 1L;

  private final String module;
  private final transient List<@Nullable Object> arguments;

  private TaskError(String module, String message, List<@Nullable Object> arguments) {
    super(message);
    this.module = module;
    this.arguments = arguments;
  }

  @Override
  public final String pythonModule() {
    return module;
  }

  @Override
  public final String pythonType() {
    return getClass().getSimpleName();
  }

  @Override
  public final List<@Nullable Object> pythonArguments() {
    return arguments;
  }

  /** The task's soft time limit passed; thrown inside the task, which may catch it to clean up. */
  public static final class SoftTimeLimitExceeded extends TaskError {
    private static final long serialVersionUID = 1L;

    public SoftTimeLimitExceeded(Duration limit) {
      super("billiard.exceptions", "soft time limit of " + seconds(limit) + " s passed", List.of());
    }
  }

  /** The task's hard time limit passed; its run was given up. */
  public static final class TimeLimitExceeded extends TaskError {
    private static final long serialVersionUID = 1L;

    public TimeLimitExceeded(Duration limit) {
      super(
          "billiard.exceptions",
          "TimeLimitExceeded(" + seconds(limit) + ",)",
          List.of(wholeOrFraction(limit)));
    }
  }

  /** The task's {@code timeout} passed. */
  public static final class TimeoutError extends TaskError {
    private static final long serialVersionUID = 1L;

    public TimeoutError(Duration limit) {
      super(
          "builtins",
          "the task ran longer than its timeout of " + seconds(limit) + " s",
          List.of("the task ran longer than its timeout of " + seconds(limit) + " s"));
    }
  }

  /** A task asked to be retried more often than it may, and gave no cause. */
  public static final class MaxRetriesExceededError extends TaskError {
    private static final long serialVersionUID = 1L;

    public MaxRetriesExceededError(String message) {
      super("celery.exceptions", message, List.of(message));
    }
  }

  /** No task of that name is registered in the worker. */
  public static final class NotRegistered extends TaskError {
    private static final long serialVersionUID = 1L;

    public NotRegistered(String name) {
      super("celery.exceptions", "'" + name + "'", List.of(name));
    }
  }

  /** The process that ran the task is gone. */
  public static final class WorkerLostError extends TaskError {
    private static final long serialVersionUID = 1L;

    public WorkerLostError(String message) {
      super("billiard.exceptions", message, List.of(message));
    }
  }

  /** The result cannot be carried by the result serializer. */
  public static final class EncodeError extends TaskError {
    private static final long serialVersionUID = 1L;

    public EncodeError(String message) {
      super("kombu.exceptions", message, List.of(message));
    }
  }

  /** A chord cannot be completed: one of its header failed, or the body could not be sent. */
  public static final class ChordError extends TaskError {
    private static final long serialVersionUID = 1L;

    public ChordError(String message, Throwable cause) {
      super("celery.exceptions", message, List.of(message));
      initCause(cause);
    }
  }

  /** Something was put together in a way that cannot work. */
  public static final class ImproperlyConfigured extends TaskError {
    private static final long serialVersionUID = 1L;

    public ImproperlyConfigured(String message) {
      super("celery.exceptions", message, List.of(message));
    }
  }

  private static Object wholeOrFraction(Duration limit) {
    return limit.toNanosPart() == 0 ? (Object) limit.toSeconds() : (Object) (limit.toNanos() / 1e9);
  }

  private static String seconds(Duration limit) {
    return String.valueOf(wholeOrFraction(limit));
  }
}
