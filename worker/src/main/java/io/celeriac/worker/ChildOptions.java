package io.celeriac.worker;

import io.celeriac.Setting;
import io.celeriac.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a process pool.
 *
 * @param maxTasks how many tasks a child runs before it is replaced, if there is a limit
 * @param maxMemoryKib how much resident memory it may have after a task before it is replaced, if
 *     there is a limit
 * @param startTime how long it may take to start
 * @param standby whether one more is kept ready, once a child has had to be replaced
 */
record ChildOptions(
    Optional<Integer> maxTasks,
    Optional<Integer> maxMemoryKib,
    Duration startTime,
    boolean standby) {

  /** Celery's default of four seconds is for a fork; a JVM on a busy machine takes longer. */
  private static final Duration START_TIME = Duration.ofMinutes(1);

  static ChildOptions of(Settings settings) {
    return new ChildOptions(
        settings.find(Setting.WORKER_MAX_TASKS_PER_CHILD),
        settings.find(Setting.WORKER_MAX_MEMORY_PER_CHILD),
        settings.isSet(Setting.WORKER_PROC_ALIVE_TIMEOUT)
            ? settings.get(Setting.WORKER_PROC_ALIVE_TIMEOUT)
            : START_TIME,
        settings.get(Setting.CELERIAC_POOL_STANDBY));
  }
}
