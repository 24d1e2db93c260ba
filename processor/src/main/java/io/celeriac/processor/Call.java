package io.celeriac.processor;

import java.util.List;

/**
 * A generated method that makes a call of a task.
 *
 * @param name the generated method's name
 * @param parameters those of the task's parameters that it takes
 */
record Call(TaskMethod task, Kind kind, String name, List<Parameter.Sent> parameters) {

  /** What a generated method gives. */
  enum Kind {
    /** The whole call. */
    SIGNATURE,
    /** The call short of its first argument. */
    STEP
  }

  /** Whether it takes the parameters up to the last. */
  boolean isComplete() {
    List<Parameter.Sent> all = task.called();
    return all.isEmpty()
        || parameters.size() == all.size() - (kind == Kind.STEP && !all.getFirst().rest() ? 1 : 0);
  }
}
