package io.celeriac.spi;

import io.celeriac.TaskContext;

/** What a worker's task context offers beyond what its code sees. */
public interface RunningTask extends TaskContext {

  /** Notes a task that this one has sent, as one of its children. */
  void sent(String taskId);
}
