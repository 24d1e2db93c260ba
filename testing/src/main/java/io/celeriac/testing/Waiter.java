package io.celeriac.testing;

import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A receive on a thread of its own, of which the test knows when it has begun to wait. */
final class Waiter implements Callable<List<Delivery>> {
  private final Consumer consumer;
  private final Duration wait;
  private volatile @Nullable Thread thread;

  Waiter(Consumer consumer, Duration wait) {
    this.consumer = consumer;
    this.wait = wait;
  }

  @Override
  public List<Delivery> call() throws InterruptedException {
    thread = Thread.currentThread();
    return consumer.receive(10, wait);
  }

  /** Returns when the thread waits, for whatever its transport waits for inside receive. */
  void awaitWaiting() {
    Awaitility.await("receive to wait")
        .atMost(TransportFixture.PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> waits(thread));
  }

  private static boolean waits(@Nullable Thread thread) {
    return thread != null
        && switch (thread.getState()) {
          case WAITING, TIMED_WAITING, TERMINATED -> true;
          // A platform thread that reads from a socket is runnable; a virtual one waits.
          case NEW, RUNNABLE, BLOCKED -> false;
        };
  }
}
