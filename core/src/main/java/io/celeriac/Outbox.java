package io.celeriac;

import io.celeriac.spi.Completed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The messages of one workflow on their way out, in order and pipelined. Used by one thread; a full
 * one is emptied on the way, so that a group of any size takes bounded memory.
 */
final class Outbox {

  private static final int FULL = 1000;

  private final TaskSender sender;
  private final List<Prepared> waiting = new ArrayList<>();

  Outbox(TaskSender sender) {
    this.sender = sender;
  }

  void add(Prepared message) {
    waiting.add(message);
    if (waiting.size() >= FULL) {
      Completed.join(flush());
    }
  }

  /** Sends what waits; completes when the broker has all of it. */
  CompletableFuture<Void> flush() {
    List<Prepared> batch = List.copyOf(waiting);
    waiting.clear();
    return batch.size() == 1
        ? sender.publish(batch.getFirst())
        : CompletableFuture.allOf(sender.publishAll(batch).toArray(CompletableFuture[]::new));
  }
}
