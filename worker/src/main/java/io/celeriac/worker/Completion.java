package io.celeriac.worker;

/**
 * Completes a run: records its outcome, settles its message, and tells monitors. A retry's message
 * is with the broker before the old one is acknowledged, and a result is stored before a late ack.
 */
final class Completion {

  private final OutcomeRecorder recorder;
  private final Settlement settlement;
  private final TaskEvents events;
  private final Duplicates duplicates;

  Completion(
      OutcomeRecorder recorder, Settlement settlement, TaskEvents events, Duplicates duplicates) {
    this.recorder = recorder;
    this.settlement = settlement;
    this.events = events;
    this.duplicates = duplicates;
  }

  /** Completes a run of this process; called once, by who claimed its end. */
  void complete(Execution execution, ExecutionContext context, Outcome outcome) {
    settle(execution, recorder.record(execution, context, outcome));
  }

  /** Completes a run whose outcome is recorded already, here or in a child process. */
  void settle(Execution execution, Outcome outcome) {
    duplicates.ended(execution, outcome);
    settlement.ended(execution, outcome);
    events.ended(execution, outcome);
  }
}
