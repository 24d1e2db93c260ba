package io.celeriac.worker;

import io.celeriac.ResultBackendException;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskRequest;
import io.celeriac.protocol.Decoded;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.spi.WorkerEnvironment;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Runs the tasks that a child process is given, and records how they end. */
final class ChildTasks {

  private static final Logger LOG = LoggerFactory.getLogger(ChildTasks.class);

  private final WorkerEnvironment app;
  private final WorkerConfig config;
  private final TaskRunner runner;
  private final ResultWriter results;
  private final OutcomeRecorder recorder;

  ChildTasks(
      WorkerEnvironment app,
      WorkerConfig config,
      TaskRunner runner,
      ResultWriter results,
      OutcomeRecorder recorder) {
    this.app = app;
    this.config = config;
    this.runner = runner;
    this.results = results;
    this.recorder = recorder;
  }

  /**
   * Runs a task.
   *
   * @param begins called when it is about to start, with what can be interrupted from then on
   * @return what there is to report
   */
  Report run(Order.Run order, Consumer<Execution> begins) {
    return switch (app.codec()
        .decode(order.message(), app.acceptContent(), name -> app.task(name).isPresent())) {
      case Decoded.Task task -> run(order, execution(order, task.message()), begins);
      case Decoded.UnknownTask unknown ->
          new Report.Refused(
              order.job(),
              "'" + unknown.name() + "' is registered in the worker, but not in its child");
      case Decoded.Malformed malformed -> new Report.Refused(order.job(), malformed.reason());
    };
  }

  private Execution execution(Order.Run order, TaskMessage message) {
    TaskRequest request =
        new TaskRequest(message, order.message().properties(), order.info(), order.hostname());
    TaskDefinition<?> task = app.task(request.task()).orElseThrow();
    Execution execution =
        new Execution(
            request,
            task,
            TaskPolicy.of(request, task, app.settings(), config, new RunTimeLimits()).within(order),
            new ChildDelivery(order.message(), order.info()));
    if (order.acknowledged()) {
      execution.markAcknowledged();
    }
    return execution;
  }

  private Report run(Order.Run order, Execution execution, Consumer<Execution> begins) {
    ExecutionContext context = new ExecutionContext(app, execution, results);
    MDC.put("task_id", execution.request().id());
    MDC.put("task_name", execution.request().task());
    try {
      started(execution);
      Outcome outcome;
      execution.enter();
      try {
        begins.accept(execution);
        outcome = runner.run(execution, context);
      } finally {
        execution.leave();
      }
      // Whatever the task has left behind on this thread must not reach what comes next.
      boolean ignored = Thread.interrupted();
      Outcome recorded = recorder.record(execution, context, outcome);
      return new Report.Ended(
          order.job(),
          recorded,
          config.children().maxMemoryKib().isPresent() ? ResidentMemory.kib() : 0);
    } finally {
      MDC.remove("task_id");
      MDC.remove("task_name");
    }
  }

  private void started(Execution execution) {
    boolean ignored = execution.start();
    try {
      results.started(execution);
    } catch (ResultBackendException e) {
      LOG.error("That {} has started could not be stored: {}", execution, e.getMessage());
    }
  }
}
