package io.celeriac.worker;

/** Another process that runs a task in place of a thread of ours. */
interface TaskProcess {

  /** Its process id. */
  long pid();

  /** Interrupts the task, or kills the process where the reason leaves the task no say. */
  void interrupt(Execution.Interruption reason);

  /**
   * Sends the process a signal.
   *
   * @param signal a name such as {@code KILL} or {@code SIGTERM}
   */
  void signal(String signal);
}
