package io.celeriac.worker;

import io.celeriac.TaskDefinition;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The time limits of tasks that were changed at run time, in place of those of their options. */
final class RunTimeLimits {

  private record Limits(Optional<Duration> soft, Optional<Duration> hard) {}

  private final Map<String, Limits> changed = new ConcurrentHashMap<>();

  /** Both limits of a task from now on; what is empty is left to the app. */
  void change(String task, Optional<Duration> soft, Optional<Duration> hard) {
    changed.put(task, new Limits(soft, hard));
  }

  Optional<Duration> soft(TaskDefinition<?> task) {
    Limits limits = changed.isEmpty() ? null : changed.get(task.name());
    return limits == null ? task.options().softTimeLimit() : limits.soft();
  }

  Optional<Duration> hard(TaskDefinition<?> task) {
    Limits limits = changed.isEmpty() ? null : changed.get(task.name());
    return limits == null ? task.options().timeLimit() : limits.hard();
  }
}
