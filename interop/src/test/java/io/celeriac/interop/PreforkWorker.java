package io.celeriac.interop;

import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import io.celeriac.PoolKind;
import io.celeriac.TaskDefinitions;

/**
 * A worker with a process pool in a JVM of its own, whose tasks a Python client calls. Arguments:
 * the broker's URL, the URL of the results, the queue, and settings, as NAME=VALUE or only the name
 * of one to switch on.
 */
final class PreforkWorker {

  private PreforkWorker() {}

  public static void main(String[] arguments) {
    CeleryBuilder builder =
        Celery.named("prefork")
            .broker(arguments[0])
            .resultBackend(arguments[1])
            .set("task_default_queue", arguments[2])
            .tasks(TaskDefinitions.from(new InteropTasks()))
            .tasks(TaskDefinitions.from(new DeadlyTasks()));
    for (int i = 3; i < arguments.length; i++) {
      String[] setting = arguments[i].split("=", 2);
      builder.set(setting[0], setting.length == 2 ? setting[1] : "true");
    }
    Celery app = builder.build();
    System.exit(
        app.worker().pool(PoolKind.PREFORK).concurrency(2).hostname(arguments[2] + "@test").run());
  }
}
