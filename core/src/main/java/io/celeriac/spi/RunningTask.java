package io.celeriac.spi;

import io.celeriac.TaskContext;
import io.celeriac.protocol.ResultTuple;
import java.util.List;

/** What a worker's task context offers beyond what its code sees. */
public interface RunningTask extends TaskContext {

  /** Notes what this task has sent, a task or a group, as one of its children. */
  void sent(ResultTuple child);

  /** What this task has sent so far. */
  List<ResultTuple> children();
}
