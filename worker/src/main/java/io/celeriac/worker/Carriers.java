package io.celeriac.worker;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the worker going beside tasks that compute on virtual threads without end: they hold the
 * few threads that all virtual ones share, on which leases are renewed, limits watched and results
 * stored too. A platform thread sees whether virtual ones still get their turn, and gives them one
 * carrier more each time they do not; and takes it back when it is not needed. While no task runs
 * it does not look.
 */
final class Carriers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Carriers.class);
  private static final long PATIENCE_MILLIS = 500;
  private static final int MOST_MORE = 32;

  private final VirtualThreadSchedulerMXBean scheduler;
  private final BooleanSupplier working;
  private final CountDownLatch closed = new CountDownLatch(1);
  private int more;

  private Carriers(VirtualThreadSchedulerMXBean scheduler, BooleanSupplier working) {
    this.scheduler = scheduler;
    this.working = working;
  }

  /**
   * Starts to watch; empty where the JVM does not let its scheduler be changed.
   *
   * @param working whether tasks run, which may compute
   */
  static Optional<Carriers> watch(BooleanSupplier working) {
    VirtualThreadSchedulerMXBean scheduler =
        ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    if (scheduler == null || scheduler.getParallelism() < 1) {
      return Optional.empty();
    }
    Carriers carriers = new Carriers(scheduler, working);
    Thread.ofPlatform().daemon(true).name("celeriac-carriers").start(carriers::run);
    return Optional.of(carriers);
  }

  private void run() {
    try {
      while (!closed.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        if (more == 0 && !working.getAsBoolean()) {
          continue;
        }
        CountDownLatch turn = new CountDownLatch(1);
        // By a thread that is new: the scheduler makes a carrier only for a submitter that has
        // nothing waiting yet.
        Thread.ofPlatform()
            .daemon(true)
            .name("celeriac-carriers-turn")
            .start(() -> Thread.ofVirtual().start(turn::countDown));
        boolean starved = !turn.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (starved && more < MOST_MORE) {
          change(1);
          LOG.warn(
              "Tasks that compute hold all threads of the pool 'virtual'; it has {} now. The pools"
                  + " threads and prefork are for such tasks",
              scheduler.getParallelism());
        } else if (!starved
            && more > 0
            && scheduler.getMountedVirtualThreadCount() + 1 < scheduler.getParallelism()) {
          change(-1);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      change(-more);
    }
  }

  private void change(int by) {
    more += by;
    scheduler.setParallelism(scheduler.getParallelism() + by);
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
