package io.celeriac.amqp;

import org.jspecify.annotations.Nullable;

/** Looks into the causes of an exception. */
final class Causes {
  private static final int DEEP_ENOUGH = 20;

  private Causes() {}

  /** The first cause of a type, the exception itself included. */
  static <T extends Throwable> @Nullable T find(Throwable e, Class<T> type) {
    Throwable at = e;
    for (int depth = 0; at != null && depth < DEEP_ENOUGH; depth++, at = at.getCause()) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
    }
    return null;
  }

  /** The last cause. */
  static Throwable root(Throwable e) {
    Throwable at = e;
    for (int depth = 0; at.getCause() != null && depth < DEEP_ENOUGH; depth++) {
      at = at.getCause();
    }
    return at;
  }
}
