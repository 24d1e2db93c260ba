package io.celeriac.amqp;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a transport. All input and output happens on them, because to interrupt a virtual
 * thread that waits on a socket closes the socket: a task that runs into its time limit while it
 * publishes must not take the connection of all others with it. Callers wait for the outcome, and
 * can be interrupted at that.
 */
final class IoThreads implements ThreadFactory {
  private final ThreadFactory factory;
  private final String name;
  private final AtomicLong count = new AtomicLong();

  IoThreads(String name, ThreadFactory factory) {
    this.name = name;
    this.factory = factory;
  }

  /** On virtual threads. */
  static IoThreads virtual(String name) {
    return new IoThreads(name, Thread.ofVirtual().factory());
  }

  @Override
  public Thread newThread(Runnable work) {
    Thread thread = factory.newThread(work);
    thread.setName(name + "-" + count.incrementAndGet());
    return thread;
  }

  /** Runs something, without waiting for it. */
  void start(Runnable work) {
    newThread(work).start();
  }

  /**
   * Runs something and waits for it.
   *
   * @param what what it does, for the error
   * @param unwanted what becomes of a result that comes after the caller was interrupted
   * @throws BrokerException when interrupted; the thread's interrupt flag is set then
   */
  <T> T call(String what, Supplier<T> work, Consumer<T> unwanted) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    start(() -> {
      try {
        outcome.complete(work.get());
      } catch (RuntimeException | Error e) {
        outcome.completeExceptionally(e);
      }
    });
    try {
      return outcome.get();
    } catch (InterruptedException e) {
      var _ = outcome.thenAccept(unwanted);
      throw interrupted(what);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    }
  }

  /** The error of a caller that was interrupted, whose interrupt flag it sets. */
  static BrokerException interrupted(String what) {
    Thread.currentThread().interrupt();
    return new BrokerException(Problem.TIMEOUT, "Interrupted while " + what);
  }

  private static RuntimeException rethrown(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }
}
