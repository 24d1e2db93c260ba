package io.celeriac.worker;

import io.celeriac.DeadLetter.Death;
import io.celeriac.DeadLetter.Reason;
import io.celeriac.TaskError;
import io.celeriac.protocol.Reaction;
import io.celeriac.spi.WorkerEnvironment;

/**
 * Ends tasks whose runs have taken too many processes with them: a dead letter, FAILURE with what
 * follows from it, and the events of a failure. Only then is the message acknowledged.
 */
final class CrashedTasks {

  private final WorkerEnvironment app;
  private final Burial burial;
  private final OutcomeRecorder recorder;
  private final ResultWriter results;
  private final Settlement settlement;
  private final TaskEvents events;

  CrashedTasks(
      WorkerEnvironment app,
      Burial burial,
      OutcomeRecorder recorder,
      ResultWriter results,
      Settlement settlement,
      TaskEvents events) {
    this.app = app;
    this.burial = burial;
    this.recorder = recorder;
    this.results = results;
    this.settlement = settlement;
    this.events = events;
  }

  /**
   * Ends a task; blocks until all that is done, or the message is left to be given back.
   *
   * @param runs how many runs there have been
   * @param error what is stored
   */
  void end(Execution execution, int runs, TaskError.WorkerLostError error) {
    try {
      boolean kept =
          burial.isKept(
              execution.delivery(),
              new Death(
                  Reason.CRASHED,
                  String.valueOf(error.getMessage()),
                  execution.request().hostname(),
                  runs,
                  execution.request().task(),
                  execution.request().id()));
      Outcome outcome =
          recorder.record(
              execution, new ExecutionContext(app, execution, results), new Outcome.Failure(error));
      if (outcome instanceof Outcome.Rejected unrecorded) {
        throw new IllegalStateException(String.valueOf(unrecorded.thrown().getMessage()));
      }
      settlement.refused(execution.delivery(), kept ? Reaction.ACK : Reaction.REJECT);
      events.ended(execution, outcome);
    } catch (RuntimeException e) {
      burial.later(execution.delivery(), e);
    }
  }
}
