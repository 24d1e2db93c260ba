package io.celeriac;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/**
 * Which exceptions of Java an application wants for which failures of its tasks. The only way from
 * the name of a class in a result to a class: what is not in here stays a {@link
 * TaskFailedException}, and nothing is ever looked up by a name that came over the wire. Immutable.
 */
final class FailureTypes {

  private final Map<String, Function<TaskFailedException, ? extends RuntimeException>> byName;

  FailureTypes(Map<String, Function<TaskFailedException, ? extends RuntimeException>> byName) {
    this.byName = Map.copyOf(byName);
  }

  /** What is thrown for a failure that was read: the same, unless the application has another. */
  RuntimeException thrown(RuntimeException read) {
    if (!(read instanceof TaskFailedException failed)) {
      return read;
    }
    Function<TaskFailedException, ? extends RuntimeException> own =
        byName.getOrDefault(failed.module() + "." + failed.type(), byName.get(failed.type()));
    if (own == null) {
      return failed;
    }
    try {
      return causedBy(failed, own.apply(failed));
    } catch (RuntimeException e) {
      failed.addSuppressed(e);
      return failed;
    }
  }

  private static RuntimeException causedBy(TaskFailedException failed, RuntimeException own) {
    if (own != failed && own.getCause() != failed) {
      try {
        own.initCause(failed);
      } catch (IllegalStateException e) {
        own.addSuppressed(failed); // it was made with another cause, or with none for good
      }
    }
    return own;
  }

  /** Whether an exception says how a task ended, and not that this could not be found out. */
  static boolean isOutcome(RuntimeException thrown) {
    return thrown instanceof TaskFailedException
        || thrown instanceof TaskRevokedError
        || thrown.getCause() instanceof TaskFailedException
        || Arrays.stream(thrown.getSuppressed()).anyMatch(TaskFailedException.class::isInstance);
  }
}
