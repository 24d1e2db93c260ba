package io.celeriac.cli;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Celery's pools that have no like here; who asks for one learns what to take. */
final class PoolNames {

  private static final Set<String> GREEN_THREADS = Set.of("eventlet", "gevent");

  private PoolNames() {}

  /**
   * Lets pass what is no pool of Celery's.
   *
   * @throws UsageException naming the pool to take instead
   */
  static void check(@Nullable String pool) {
    if (pool != null && GREEN_THREADS.contains(pool)) {
      throw new UsageException(
          "There is no pool '" + pool + "' (--pool); virtual is the JVM's own for tasks that wait");
    }
  }
}
