package io.celeriac.beat;

import io.celeriac.BeatEntry;
import io.celeriac.Schedule;
import java.time.Instant;

/**
 * An entry that a beat works on: what it calls and when, and its runs so far.
 *
 * @param task what is called, and when
 * @param since when it was last enabled: what was missed before that is not made up
 * @param runs its runs so far
 */
record Entry(BeatEntry task, Instant since, RunNote runs) {

  /** What has not been enabled anew counts from its last run. */
  static Entry of(BeatEntry task, RunNote runs) {
    return new Entry(task, Instant.EPOCH, runs);
  }

  String name() {
    return task.name();
  }

  Schedule schedule() {
    return task.schedule();
  }

  /** What its next run is counted from. */
  Instant countedFrom() {
    return since.isAfter(runs.lastRunAt()) ? since : runs.lastRunAt();
  }

  Entry with(RunNote note) {
    return new Entry(task, since, note);
  }
}
