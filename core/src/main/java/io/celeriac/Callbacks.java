package io.celeriac;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Where code goes on that may wait. What a transport or a result backend has to tell, it tells on
 * the threads that read its connections: whoever waited there for the same connection would wait
 * for ever, and everybody with him.
 */
final class Callbacks {

  /** A virtual thread for each. */
  static final Executor VIRTUAL = task -> Thread.ofVirtual().name("celeriac-callback").start(task);

  private Callbacks() {}

  /** Begins something there; completes as that does. */
  static CompletableFuture<Void> on(Executor there, Supplier<CompletableFuture<Void>> begin) {
    CompletableFuture<Void> outcome = new CompletableFuture<>();
    there.execute(() -> {
      try {
        var _ =
            begin
                .get()
                .whenComplete((_, failure) -> {
                  if (failure == null) {
                    outcome.complete(null);
                  } else {
                    outcome.completeExceptionally(failure);
                  }
                });
      } catch (RuntimeException e) {
        outcome.completeExceptionally(e);
      }
    });
    return outcome;
  }
}
