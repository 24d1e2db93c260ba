package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.Migration;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TestServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stock Celery has sent to one broker, its worker runs from the other. */
@NeedsServer
final class MigrationTest {
  private static final int CALLS = 150;

  @ParameterizedTest
  @EnumSource(Broker.class)
  void a_python_worker_runs_what_was_sent_to_another_broker(Broker source) throws Exception {
    Place from = Place.over(source);
    Broker target = source == Broker.REDIS ? Broker.RABBITMQ : Broker.REDIS;
    Place to =
        new Place(
            target,
            target.url(TestServers.ofEnvironment()),
            from.backendUrl(),
            from.name(),
            from.python());
    List<String> ids = new ArrayList<>();
    try (PythonClient python = new PythonClient(from)) {
      String sent =
          python.run(
              "[add.apply_async((i, 1), queue=NAME + '.python', compression='gzip' if i % 2 else None,"
                  + " expires=3600, headers={'mine': i}).id for i in range("
                  + CALLS
                  + ")]");
      for (String id : sent.split("'", -1)) {
        if (id.matches("[0-9a-f-]{36}")) {
          ids.add(id);
        }
      }
    }
    assertThat(ids).hasSize(CALLS);

    try (Celery app = to.app().build()) {
      List<Migration.Migrated> migrated = new ArrayList<>();
      long count =
          app.migration(
                  from.brokerUrl(),
                  to.brokerUrl(),
                  new Migration.Options(
                      Map.of(from.pythonQueue(), to.pythonQueue()),
                      List.of("peer.add"),
                      OptionalLong.empty(),
                      Duration.ofSeconds(2),
                      true,
                      false),
                  migrated::add)
              .run();

      assertThat(count).isEqualTo(CALLS);
      assertThat(migrated)
          .extracting(Migration.Migrated::id)
          .containsExactlyInAnyOrderElementsOf(ids);
      assertThat(migrated.getLast().total()).hasValue(CALLS);
      try (PythonWorker worker = new PythonWorker(to, "solo", 1, Map.of())) {
        for (int i = 0; i < CALLS; i++) {
          assertThat(app.result(ids.get(i), Long.class).get(Duration.ofSeconds(60)))
              .as("call %d of %s", i, worker)
              .isEqualTo(i + 1);
        }
      }
    }
    try (Celery old = from.app().build()) {
      assertThat(old.purge(from.pythonQueue())).as("what stayed behind").isZero();
    }
  }
}
