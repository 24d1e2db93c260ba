package io.celeriac.spi;

/** How a result backend brings a chord's header together. */
public sealed interface ChordSupport {

  /** It counts the parts itself; the worker that brings the last one sends the body. */
  record Counted(ChordStore store) implements ChordSupport {}

  /** A task, {@code celery.chord_unlock}, looks again and again whether all are ready. */
  record Polled() implements ChordSupport {}

  /**
   * It cannot: applying a chord is refused.
   *
   * @param reason why, and what would be right, as a sentence for the user
   */
  record Refused(String reason) implements ChordSupport {}
}
