package io.celeriac.worker;

import io.celeriac.TaskError;
import io.celeriac.spi.WorkerEnvironment;
import java.util.function.Consumer;

/**
 * Runs tasks in the children of a pool: the child records how a task ended, here its message is
 * settled. What the child can no longer record, because it is dead, is recorded here.
 */
final class ChildRuns {

  private final ChildPool pool;
  private final LostTask lost;
  private final WorkerEnvironment app;
  private final ResultWriter results;
  private final Completion completion;
  private final Suspects suspects;

  ChildRuns(
      ChildPool pool,
      WorkerEnvironment app,
      ResultWriter results,
      Completion completion,
      Suspects suspects) {
    this.pool = pool;
    this.lost = new LostTask(app);
    this.app = app;
    this.results = results;
    this.completion = completion;
    this.suspects = suspects;
  }

  /**
   * Runs a task; returns when its slot has a child again.
   *
   * @param begun called when the task is about to start
   * @param ended called when it has ended, unless somebody else has decided its outcome
   */
  void run(Execution execution, Runnable begun, Consumer<Runnable> ended) {
    pool.run(
        execution,
        begun,
        turn -> {
          if (execution.end()) {
            ended.accept(() -> complete(execution, turn));
          }
        });
  }

  private void complete(Execution execution, Child.Turn turn) {
    switch (turn) {
      case Child.Turn.Ended ended -> completion.settle(execution, ended.outcome());
      case Child.Turn.Refused refused ->
          record(
              execution,
              new Outcome.Failure(
                  new TaskError.ImproperlyConfigured(
                      "The child process did not run the task: " + refused.reason())));
      case Child.Turn.NotBegun _ -> record(execution, new Outcome.Cancelled());
      case Child.Turn.Lost gone -> {
        if (execution.interruption() == Execution.Interruption.TERMINATED) {
          record(execution, new Outcome.Terminated(execution.signal()));
        } else if (lost.hadSucceeded(execution)) {
          completion.settle(
              execution, new Outcome.Success(new OutcomeSummary.Shown("stored before the end")));
        } else {
          runsAgainOrNot(execution, lost.outcome(execution, gone));
        }
      }
    }
  }

  /** What goes back because its child died of it does so only so many times. */
  private void runsAgainOrNot(Execution execution, Outcome outcome) {
    boolean ended =
        outcome instanceof Outcome.Rejected rejected
            && rejected.requeue()
            && suspects.lost(
                execution,
                new TaskError.WorkerLostError(String.valueOf(rejected.thrown().getMessage())));
    if (!ended) {
      record(execution, outcome);
    }
  }

  private void record(Execution execution, Outcome outcome) {
    completion.complete(execution, new ExecutionContext(app, execution, results), outcome);
  }
}
