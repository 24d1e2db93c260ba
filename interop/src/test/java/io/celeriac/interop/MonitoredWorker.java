package io.celeriac.interop;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.celeriac.Celery;
import io.celeriac.ControlOptions;
import io.celeriac.PoolKind;
import io.celeriac.TaskDefinitions;
import io.celeriac.WorkerBuilder;
import io.celeriac.testing.ChildProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * A worker with a process pool in a JVM of its own, on an event and a control exchange of its test.
 * Arguments: the broker's URL, the URL of the results, the exchanges' name, the queue, the node's
 * name, and if need be {@code --autoscale MAX MIN}; idle children are then kept for a second.
 */
final class MonitoredWorker {

  private MonitoredWorker() {}

  /** Starts one, and does not wait until it is ready. */
  static ChildProcess start(Place place, String queue, String node, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of(place.brokerUrl(), place.backendUrl(), place.name(), queue, node));
    arguments.addAll(List.of(more));
    return ChildProcess.ofJava(
        List.of("-XX:TieredStopAtLevel=1", "-Xmx200m", "--enable-native-access=ALL-UNNAMED"),
        MonitoredWorker.class,
        arguments.toArray(String[]::new));
  }

  public static void main(String[] arguments) {
    Celery app =
        Celery.named("monitored")
            .broker(arguments[0])
            .resultBackend(arguments[1])
            .set("event_exchange", arguments[2])
            .set("control_exchange", arguments[2])
            .set("task_send_sent_event", true)
            // Holds tasks for later as Celery does, for an hour and more.
            .set("celeriac_eta_horizon", 7200)
            .set("task_default_queue", arguments[3])
            .tasks(TaskDefinitions.from(new MonitoredTasks()))
            .build();
    WorkerBuilder worker =
        app.worker().pool(PoolKind.PREFORK).concurrency(1).taskEvents(true).hostname(arguments[4]);
    if (arguments.length > 5) {
      ((Logger) LoggerFactory.getLogger("io.celeriac.worker.Scaling")).setLevel(Level.INFO);
      ControlOptions rest = worker.control();
      worker.control(
          new ControlOptions(
              Optional.of(
                  new ControlOptions.Autoscale(
                      Integer.parseInt(arguments[6]), Integer.parseInt(arguments[7]))),
              Duration.ofSeconds(1),
              rest.stateDb(),
              rest.mingle(),
              rest.revokesMax(),
              rest.revokeExpires()));
    }
    System.exit(worker.run());
  }
}
