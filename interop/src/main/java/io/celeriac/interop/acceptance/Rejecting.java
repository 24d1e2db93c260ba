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

  /** Has succeeded as far as anybody can read, and still comes back. */
  @Task(value = TASKS + "store_success_then_reject", acksLate = true)
  String storeSuccessThenReject(TaskContext task) {
    if (!task.request().redelivered()) {
      task.updateState("SUCCESS", "first-pass");
      throw new Reject("rejected after its success", true);
    }
    return "dedup-pass";
  }
}
