package io.celeriac.worker;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskError;
import io.celeriac.TaskRequest;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.RunningTask;
import io.celeriac.spi.WorkerEnvironment;
import io.celeriac.spi.Workflows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a task sees of its own run. */
final class ExecutionContext implements RunningTask {

  private final Celery app;
  private final Workflows workflows;
  private final Execution execution;
  private final ResultWriter results;

  ExecutionContext(WorkerEnvironment environment, Execution execution, ResultWriter results) {
    this.app = environment.app();
    this.workflows = environment.workflows();
    this.execution = execution;
    this.results = results;
  }

  @Override
  public TaskRequest request() {
    return execution.request();
  }

  @Override
  public Celery app() {
    return app;
  }

  @Override
  public TaskDefinition<?> definition() {
    return execution.task();
  }

  @Override
  public void updateState(String state, @Nullable Object meta) {
    results.custom(execution, state, meta);
  }

  @Override
  public boolean softTimeLimitExceeded() {
    return execution.interruption() == Execution.Interruption.SOFT_LIMIT;
  }

  @Override
  public void checkpoint() {
    switch (execution.interruption()) {
      case NONE -> {}
      case SOFT_LIMIT, TIMEOUT, HARD_LIMIT, SHUTDOWN, TERMINATED -> throw softLimit();
    }
  }

  private TaskError.SoftTimeLimitExceeded softLimit() {
    return new TaskError.SoftTimeLimitExceeded(
        execution.policy().softTimeLimit().orElse(Duration.ZERO));
  }

  @Override
  public void sleep(Duration time) throws InterruptedException {
    checkpoint();
    try {
      // Nothing ever counts this down: it is a sleep that an interrupt ends.
      boolean ignored = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      checkpoint();
      throw e;
    }
  }

  @Override
  public Optional<Duration> remaining() {
    return execution
        .policy()
        .timeLimit()
        .map(limit -> limit.minusNanos(execution.runtimeNanos()))
        .map(left -> left.isNegative() ? Duration.ZERO : left);
  }

  @Override
  public void sent(ResultTuple child) {
    if (execution.task().options().trail()) {
      execution.children().add(child);
    }
  }

  @Override
  public List<ResultTuple> children() {
    return List.copyOf(execution.children());
  }

  @Override
  public <R> AsyncResult<R> addToChord(Signature<R> signature) {
    return workflows.addToChord(execution.request(), signature);
  }
}
