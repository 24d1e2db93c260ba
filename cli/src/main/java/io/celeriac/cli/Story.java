package io.celeriac.cli;

import java.util.List;
import java.util.Optional;

/**
 * What is known so far of a row of the demonstration. Told by the threads of the worker and of the
 * results, read by the one that shows it.
 */
sealed interface Story permits CallStory, CrowdStory {

  /** The call, as a person would write it. */
  String label();

  /** What has happened, in the order of time. */
  List<Moment> moments();

  /** Whether the caller has its answer. */
  boolean ended();

  /** After its end: what is not as it should be. */
  Optional<String> complaint();

  /** How things stand, in a few words. */
  String text();

  /** From sending to the answer, or to now. */
  long nanos(long now);

  /** How many calls it is about. */
  int calls();

  /** Draws it. */
  void draw(Strip strip, long now);

  /**
   * Something that happened.
   *
   * @param at when, in nanoseconds since the start of the demonstration
   * @param kind what
   * @param text more about it, in a few words
   */
  record Moment(long at, Kind kind, String text) {}

  /** What may happen to a call. */
  enum Kind {
    SENT,
    STARTED,
    TRIED,
    STOPPED,
    DONE,
    ANSWERED
  }
}
