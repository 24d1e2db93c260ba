package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Beat;
import io.celeriac.Celery;
import io.celeriac.Schedule;
import io.celeriac.Signature;
import io.celeriac.testing.NeedsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Java beat sends to stock Python workers, and how it answers their commands. */
@NeedsServer
abstract class PeriodicTasksTests {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final Place place;

  PeriodicTasksTests(Broker broker) {
    this.place = Place.over(broker);
  }

  private Celery app() {
    return place
        .app()
        .set("beat_schedule_filename", directory.resolve("schedule").toString())
        .periodicTask(
            "adding",
            Schedule.every(Duration.ofMillis(300)),
            Signature.of("peer.counted_add", Long.class, 2, 3))
        .build();
  }

  @Test
  void python_runs_what_is_due_once() throws Exception {
    Path ledger = Files.createFile(directory.resolve("ledger"));
    PythonWorker python =
        new PythonWorker(place, "solo", 1, Map.of("PEER_LEDGER", ledger.toString()));
    try (python;
        Celery app = app()) {
      try (Beat beat = app.beat().start()) {
        Awaitility.await(beat.hostname())
            .atMost(PATIENCE)
            .until(() -> Files.readAllLines(ledger).size() >= 5);
      }
      long sent = app.beat().open().list().getFirst().totalRunCount();
      Awaitility.await().atMost(PATIENCE).until(() -> Files.readAllLines(ledger).size() >= sent);
      List<String> ran = Files.readAllLines(ledger);
      assertThat(ran).as("%s", python).hasSize((int) sent).doesNotHaveDuplicates();
      assertThat(app.result(ran.getFirst(), Long.class).get(PATIENCE)).isEqualTo(5);
    }
  }

  @Test
  void inspect_ping_finds_it_and_other_commands_do_not() throws IOException {
    String node = place.name() + "@beat";
    try (Celery app = app();
        Beat beat = app.beat().hostname(node).remoteControl(true).start();
        PythonClient client = new PythonClient(place)) {
      assertThat(beat.hostname()).isEqualTo(node);
      String ping = "app.control.inspect(destination=['%s'], timeout=2).%s()";
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(client.run(ping.formatted(node, "ping")))
                  .isEqualTo("{'" + node + "': {'ok': 'pong'}}"));
      assertThat(client.run("app.control.ping(pattern='%s*', matcher='glob')".formatted(node)))
          .isEqualTo("[{'" + node + "': {'ok': 'pong'}}]");
      assertThat(client.run(ping.formatted(node, "active"))).isEqualTo("None");
      assertThat(client.run(ping.formatted("other@beat", "ping"))).isEqualTo("None");
    }
  }
}
