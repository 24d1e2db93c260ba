package io.celeriac.spi;

import io.celeriac.Worker;
import io.celeriac.WorkerOptions;
import java.util.function.Supplier;

/**
 * Makes workers; found with {@link java.util.ServiceLoader}, so that a producer needs no worker.
 */
public interface WorkerProvider {

  /** Makes a worker that has not started. */
  Worker create(WorkerEnvironment environment, WorkerOptions options);

  /**
   * What takes the broker's place with {@code task_always_eager}: it runs what is sent.
   *
   * @param environment the app, which is there when the first task is sent
   */
  Transport eager(Supplier<WorkerEnvironment> environment);
}
