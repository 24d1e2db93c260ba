package io.celeriac.amqp;

import io.celeriac.spi.Publication;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A message on its way to the broker, and the future that tells how it ended. */
final class Outgoing {
  private final Publication publication;
  private final boolean mandatory;
  private final long since = System.nanoTime();
  private final CompletableFuture<Void> outcome = new CompletableFuture<>();
  private volatile @Nullable String returned;

  /**
   * A message that waits to be written.
   *
   * @param mandatory whether the broker is to say when it finds no queue for it
   */
  Outgoing(Publication publication, boolean mandatory) {
    this.publication = publication;
    this.mandatory = mandatory;
  }

  boolean mandatory() {
    return mandatory;
  }

  Publication publication() {
    return publication;
  }

  CompletableFuture<Void> outcome() {
    return outcome;
  }

  /** Whether it was admitted before that time of {@link System#nanoTime}. */
  boolean isOlderThan(long nanoTime) {
    return since - nanoTime < 0;
  }

  int bytes() {
    return publication.message().body().length;
  }

  /** Notes that the broker found no queue for it, in its words; the confirm comes after that. */
  void returned(String words) {
    returned = words;
  }

  /** The broker's words, when it found no queue for it. */
  @Nullable String returned() {
    return returned;
  }

  /** What it is, in an error. */
  @Override
  public String toString() {
    String id = publication.message().properties().correlationId();
    return "message%s to exchange '%s' with key '%s'"
        .formatted(id == null ? "" : " " + id, publication.exchange(), publication.routingKey());
  }
}
