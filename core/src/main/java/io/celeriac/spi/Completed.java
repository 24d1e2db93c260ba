package io.celeriac.spi;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What a future ends with, without what futures wrap it in. */
public final class Completed {

  private Completed() {}

  /**
   * Waits for a future, such as a publish's, and throws what it failed with: a {@link
   * io.celeriac.BrokerException} and not one that holds it. It has no deadline of its own: a
   * transport ends whatever it began in the time that its settings give it.
   */
  public static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** What a future failed with. */
  public static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
