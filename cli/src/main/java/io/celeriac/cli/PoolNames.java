package io.celeriac.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pools, which a shell completes; who asks for one of Celery's that is none learns what to
 * take.
 */
final class PoolNames implements Iterable<String> {

  private static final List<String> POOLS = List.of("virtual", "threads", "solo", "prefork");

  private static final Set<String> GREEN_THREADS = Set.of("eventlet", "gevent");

  @Override
  public Iterator<String> iterator() {
    return POOLS.iterator();
  }

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
