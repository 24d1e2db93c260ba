package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.TaskDefinitions;
import io.celeriac.Worker;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.NeedsServer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A Python client's task is delivered again although its success is stored. */
@NeedsServer
final class DuplicatesTest {

  private static final String CHAIN =
      "(java('stored_then_rejected') | java('echo')).delay().get(timeout=60)";

  @ParameterizedTest
  @CsvSource({"RABBITMQ, true, first", "REDIS, true, first", "REDIS, false, again"})
  void it_is_not_run_again_and_its_chain_goes_on(Broker broker, boolean wanted, String result) {
    Place place = Place.over(broker);
    try (Celery app =
            place
                .app()
                .set("worker_deduplicate_successful_tasks", wanted)
                .tasks(TaskDefinitions.from(new InteropTasks()))
                .build();
        Worker worker = app.worker().hostname(place.name() + "@test").concurrency(1).start();
        PythonClient python = new PythonClient(place)) {
      assertThat(worker.concurrency()).isEqualTo(1);
      assertThat(python.run(CHAIN)).isEqualTo("'" + result + "'");
      assertThat(
              python.run(
                  """
                  done = str(uuid.uuid4())
                  task = java('stored_then_rejected').clone()
                  task.link(java('echo').set(task_id=done))
                  task.delay()
                  AsyncResult(done, app=app).get(timeout=60)
                  """))
          .isEqualTo("'" + result + "'");
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource
  void nor_in_a_child(Broker broker) {
    Place place = Place.over(broker);
    try (ChildProcess worker =
            ChildProcess.ofJava(
                List.of(
                    "-XX:TieredStopAtLevel=1", "-Xmx200m", "--enable-native-access=ALL-UNNAMED"),
                PreforkWorker.class,
                place.brokerUrl(),
                place.backendUrl(),
                place.javaQueue(),
                "worker_deduplicate_successful_tasks");
        PythonClient python = new PythonClient(place)) {
      assertThat(python.run(CHAIN)).as(worker::output).isEqualTo("'first'");
    }
  }
}
