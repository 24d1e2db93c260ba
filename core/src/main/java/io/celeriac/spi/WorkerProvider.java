package io.celeriac.spi;

import io.celeriac.Worker;
import io.celeriac.WorkerOptions;

/**
 * Makes workers; found with {@link java.util.ServiceLoader}, so that a producer needs no worker.
 */
public interface WorkerProvider {

  /** Makes a worker that has not started. */
  Worker create(WorkerEnvironment environment, WorkerOptions options);
}
