package io.celeriac.interop;

import io.celeriac.Celery;
import io.celeriac.PoolKind;
import io.celeriac.TaskDefinitions;

/**
 * A worker with a process pool in a JVM of its own, on an event and a control exchange of its test.
 * Arguments: the broker's URL, the URL of the results, the exchanges' name, the queue, the node's
 * name.
 */
final class MonitoredWorker {

  private MonitoredWorker() {}

  public static void main(String[] arguments) {
    Celery app =
        Celery.named("monitored")
            .broker(arguments[0])
            .resultBackend(arguments[1])
            .set("event_exchange", arguments[2])
            .set("control_exchange", arguments[2])
            .set("task_send_sent_event", true)
            .set("task_default_queue", arguments[3])
            .tasks(TaskDefinitions.from(new MonitoredTasks()))
            .build();
    System.exit(
        app.worker()
            .pool(PoolKind.PREFORK)
            .concurrency(1)
            .taskEvents(true)
            .hostname(arguments[4])
            .run());
  }
}
