package io.celeriac.testing;

import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** A receive on a thread of its own, of which the test knows when it has begun to wait. */
final class Waiter implements Callable<List<Delivery>> {
  private final Consumer consumer;
  private final Duration wait;
  private final CompletableFuture<Thread> thread = new CompletableFuture<>();

  Waiter(Consumer consumer, Duration wait) {
    this.consumer = consumer;
    this.wait = wait;
  }

  @Override
  public List<Delivery> call() throws InterruptedException {
    thread.complete(Thread.currentThread());
    return consumer.receive(10, wait);
  }

  /** Returns the thread once it is about to receive. */
  Thread awaitStart() {
    return TransportFixture.await(thread);
  }

  /** Returns when the thread waits, for whatever its transport waits for inside receive. */
  void awaitWaiting() {
    Thread receiver = awaitStart();
    Awaitility.await("receive to wait")
        .atMost(TransportFixture.PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> waits(receiver));
  }

  private static boolean waits(Thread receiver) {
    return switch (receiver.getState()) {
      case WAITING, TIMED_WAITING, TERMINATED -> true;
      // A platform thread that reads from a socket is runnable; a virtual one waits.
      case NEW, RUNNABLE, BLOCKED -> false;
    };
  }
}
