package io.celeriac.worker;

import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * The tasks that ended here and whose message could not be acknowledged, because the connection it
 * came by was lost: when it is delivered again it is settled by how they ended. A bounded number of
 * the latest, in this process only. Thread-safe.
 */
final class UntoldEnds {
  private static final int MOST = 1_000;

  private record End(Execution execution, Outcome outcome) {}

  private final LinkedHashMap<String, End> oldestFirst = new LinkedHashMap<>();

  /** Notes how a task has ended, unless its message is to come again. */
  synchronized void add(Execution execution, Outcome outcome) {
    if (isToComeAgain(outcome)) {
      return;
    }
    oldestFirst.put(execution.request().id(), new End(execution, outcome));
    if (oldestFirst.size() > MOST) {
      oldestFirst.pollFirstEntry();
    }
  }

  /** How the task of this message ended, if it is one of those; it is not remembered any longer. */
  synchronized Optional<Outcome> take(Execution again) {
    String id = again.request().id();
    End end = oldestFirst.get(id);
    if (end == null || !end.execution().hasMessageOf(again)) {
      return Optional.empty();
    }
    oldestFirst.remove(id);
    return Optional.of(end.outcome());
  }

  private static boolean isToComeAgain(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Success _,
          Outcome.Failure _,
          Outcome.Again _,
          Outcome.Replaced _,
          Outcome.Ignored _,
          Outcome.Terminated _ ->
          false;
      case Outcome.TimedOut _, Outcome.Rejected _, Outcome.Cancelled _ -> true;
    };
  }
}
