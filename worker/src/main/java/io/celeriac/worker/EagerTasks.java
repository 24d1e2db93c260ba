package io.celeriac.worker;

import io.celeriac.SettingException;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskRequest;
import io.celeriac.WorkerOptions;
import io.celeriac.protocol.Decoded;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.Publication;
import io.celeriac.spi.WorkerEnvironment;
import java.util.random.RandomGenerator;

/** Runs the tasks that an app sends to itself, on the present thread: a worker without a queue. */
final class EagerTasks {

  private final WorkerEnvironment app;
  private final WorkerConfig config;
  private final ResultWriter results;
  private final TaskRunner runner;
  private final OutcomeRecorder recorder;

  EagerTasks(WorkerEnvironment app) {
    this.app = app;
    this.config = WorkerConfig.of(app, WorkerOptions.UNSAID);
    this.results = new ResultWriter(app, config.hostname());
    this.runner = new TaskRunner(app, new RetryPlan(app.clock(), RandomGenerator.getDefault()));
    this.recorder = new OutcomeRecorder(app.workflows(), results, new RetryMessage(app));
  }

  /**
   * Runs what was to be sent.
   *
   * @throws SettingException when it is a task of somebody else
   */
  void run(Publication publication, EagerTransport.Run run) {
    DeliveryInfo info =
        new DeliveryInfo(
            publication.exchange(), publication.routingKey(), publication.routingKey(), false);
    EagerDelivery delivery = new EagerDelivery(publication.message(), info);
    switch (app.codec()
        .decode(publication.message(), app.acceptContent(), name -> app.task(name).isPresent())) {
      case Decoded.Task task -> run(task.message(), delivery, run);
      case Decoded.UnknownTask unknown ->
          throw new SettingException(
              "task_always_eager is set, and the task '"
                  + unknown.name()
                  + "' is not registered in this app, so that it cannot run here");
      case Decoded.Malformed malformed -> throw new SettingException(malformed.reason());
    }
  }

  private void run(TaskMessage message, EagerDelivery delivery, EagerTransport.Run run) {
    TaskRequest request =
        new TaskRequest(
            message, delivery.message().properties(), delivery.info(), config.hostname());
    TaskDefinition<?> task = app.task(request.task()).orElseThrow();
    Execution execution =
        new Execution(
            request,
            task,
            TaskPolicy.of(request, task, app.settings(), config, new RunTimeLimits()),
            delivery);
    ExecutionContext context = new ExecutionContext(app, execution, results);
    if (execution.start()) {
      Outcome outcome = runner.run(execution, context);
      run.ended(outcome);
      var _ = recorder.record(execution, context, outcome);
    }
  }
}
