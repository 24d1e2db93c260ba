package io.celeriac.worker;

import io.celeriac.Worker;
import io.celeriac.WorkerOptions;
import io.celeriac.spi.Transport;
import io.celeriac.spi.WorkerEnvironment;
import io.celeriac.spi.WorkerProvider;
import java.util.function.Supplier;

/** How an app finds this module. */
public final class CeleryWorkerProvider implements WorkerProvider {

  @Override
  public Worker create(WorkerEnvironment environment, WorkerOptions options) {
    return new CeleryWorker(environment, options);
  }

  @Override
  public Transport eager(Supplier<WorkerEnvironment> environment) {
    return new EagerTransport(environment);
  }
}
