package io.celeriac.interop.acceptance;

import static io.celeriac.interop.acceptance.Plain.TASKS;

import io.celeriac.Reject;
import io.celeriac.Task;
import io.celeriac.TaskContext;

/** Tasks that reject their message, once. */
@SuppressWarnings("DoNotCallSuggester") // only workers call tasks
final class Rejecting {

  @Task(TASKS + "reject_without_requeue")
  void rejectWithoutRequeue() {
    throw new Reject("rejected", false);
  }

  @Task(value = TASKS + "reject_then_succeed", acksLate = true)
  String rejectThenSucceed(TaskContext task) {
    if (!task.request().redelivered()) {
      throw new Reject("rejected for the first time", true);
    }
    return "second-pass";
  }
}
