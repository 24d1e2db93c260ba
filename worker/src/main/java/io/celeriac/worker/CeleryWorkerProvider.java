package io.celeriac.worker;

import io.celeriac.Worker;
import io.celeriac.WorkerOptions;
import io.celeriac.spi.WorkerEnvironment;
import io.celeriac.spi.WorkerProvider;

/** How an app finds this module. */
public final class CeleryWorkerProvider implements WorkerProvider {

  @Override
  public Worker create(WorkerEnvironment environment, WorkerOptions options) {
    return new CeleryWorker(environment, options);
  }
}
