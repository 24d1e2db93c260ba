package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.Celery;
import io.celeriac.Control;
import io.celeriac.NodeReply;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process pool that scales by itself, seen by remote control. */
@NeedsServer
@Tag("slow")
final class AutoscaleTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  // What is asked before the worker listens is never answered.
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final String NODE = "autoscale@test";
  private static final Pattern SCALED = Pattern.compile("Scaling from \\d+ to (\\d+) slots");

  @ParameterizedTest
  @EnumSource
  void child_processes_come_with_the_load_and_go_when_idle(Broker broker)
      throws InterruptedException {
    Place place = Place.over(broker);
    try (Celery app =
            place
                .app()
                .set("event_exchange", place.name())
                .set("control_exchange", place.name())
                .build();
        ChildProcess worker =
            MonitoredWorker.start(place, place.javaQueue(), NODE, "--autoscale", "3", "1")) {
      awaitProcesses(app, 1);

      List<String> running = sleepers(app, 5);
      awaitProcesses(app, 3);
      await().atMost(PATIENCE).until(() -> active(app) == 3);

      assertThat(node(app).autoscale(4, 2))
          .singleElement()
          .extracting(NodeReply::value)
          .isEqualTo(Map.of("ok", "autoscale now max=4 min=2"));
      awaitProcesses(app, 4);
      await().atMost(PATIENCE).until(() -> active(app) == 4);
      assertThat(node(app).autoscale(1, 2))
          .singleElement()
          .satisfies(reply -> assertThat(reply.error()).isPresent());

      app.control().revoke(running, true, "TERM");
      awaitProcesses(app, 2);
      assertThat(active(app)).isZero();
      assertThat(sizes(worker)).as(worker::output).allMatch(size -> size <= 4).endsWith(2);

      node(app).autoscale(2, 1);
      awaitProcesses(app, 1);
      assertThat(sizes(worker)).as(worker::output).allMatch(size -> size >= 1 && size <= 4);
      assertThat(app.send(Signature.of("monitored.add", Long.class, 2, 3)).get(PATIENCE))
          .as(worker::output)
          .isEqualTo(5);
    }
  }

  /** Calls that run until somebody ends them; their ids. */
  private static List<String> sleepers(Celery app, int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = UUID.randomUUID().toString();
      app.send(Signature.of("monitored.sleep", Object.class, 600).option("task_id", id));
      ids.add(id);
    }
    return ids;
  }

  private static void awaitProcesses(Celery app, int count) {
    await(count + " child processes")
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(node(app).inspect().stats().get(NODE))
                .isNotNull()
                .extractingByKey("pool")
                .satisfies(pool -> assertThat(processes(pool)).hasSize(count)));
  }

  private static List<?> processes(Object pool) {
    return pool instanceof Map<?, ?> map && map.get("processes") instanceof List<?> list
        ? list
        : List.of();
  }

  private static int active(Celery app) {
    return Objects.requireNonNull(node(app).inspect().active().get(NODE), "no answer").size();
  }

  /** As it is asked by name, an answer is waited for no longer than it takes. */
  private static Control node(Celery app) {
    return app.control().to(NODE).timeout(ANSWER);
  }

  /** The sizes that the pool was given, in their order. */
  private static List<Integer> sizes(ChildProcess worker) {
    return SCALED
        .matcher(worker.output())
        .results()
        .map((MatchResult match) -> Integer.valueOf(match.group(1)))
        .toList();
  }
}
