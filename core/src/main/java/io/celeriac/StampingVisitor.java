package io.celeriac;

import java.util.Map;

/**
 * Says which stamps each part of a workflow gets; Celery's class of the same name. A hook returns
 * the stamps to add, by name; what it is given are those that come from above. All hooks but {@link
 * #onSignature} add nothing unless overridden. docs/canvas.md, Stamping.
 */
@FunctionalInterface
public interface StampingVisitor {

  /** For each task. */
  Map<String, ?> onSignature(Signature<?> task, Map<String, ?> stamps);

  /** For a chain, and with it for its steps. */
  default Map<String, ?> onChainStart(Signature<?> chain, Map<String, ?> stamps) {
    return Map.of();
  }

  /** After the last step of a chain. */
  default void onChainEnd(Signature<?> chain, Map<String, ?> stamps) {}

  /** For a group, and with it for its members. */
  default Map<String, ?> onGroupStart(Signature<?> group, Map<String, ?> stamps) {
    return Map.of();
  }

  /** After the last member of a group. */
  default void onGroupEnd(Signature<?> group, Map<String, ?> stamps) {}

  /** For the header of a chord; as for a group unless overridden. */
  default Map<String, ?> onChordHeaderStart(Signature<?> chord, Map<String, ?> stamps) {
    return onGroupStart(Canvas.group(chord.tasks()).signature(), stamps);
  }

  /** After the last task of a chord's header. */
  default void onChordHeaderEnd(Signature<?> chord, Map<String, ?> stamps) {
    onGroupEnd(Canvas.group(chord.tasks()).signature(), stamps);
  }

  /** For the body of a chord. */
  default Map<String, ?> onChordBody(Signature<?> chord, Map<String, ?> stamps) {
    return Map.of();
  }

  /** For a callback, before it is stamped as a task. */
  default Map<String, ?> onCallback(Signature<?> callback, Map<String, ?> stamps) {
    return Map.of();
  }

  /** For an error callback, before it is stamped as a task. */
  default Map<String, ?> onErrback(Signature<?> errback, Map<String, ?> stamps) {
    return Map.of();
  }
}
