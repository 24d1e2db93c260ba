package io.celeriac.worker;

import static io.celeriac.Canvas.chain;
import static io.celeriac.Canvas.chord;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.Celery;
import io.celeriac.Retry;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskParameter;
import io.celeriac.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which runs carry the stamps of a workflow. */
class StampsTest {

  private static final Map<String, Object> MINE = Map.of("order", 7L, "tags", List.of("a", "b"));

  /** The stamps that each task saw, by the label it was called with. */
  private final ConcurrentMap<String, Map<String, ?>> seen = new ConcurrentHashMap<>();

  private final Celery app =
      Celery.named("test")
          .broker("memory://" + UUID.randomUUID())
          .resultBackend("memory://" + UUID.randomUUID())
          .tasks(
              TaskDefinition.named("see", Object.class)
                  .parameter(TaskParameter.rest("labels", Object.class))
                  .bound()
                  .handler((task, arguments) -> {
                    String label = String.valueOf(task.request().args().getLast());
                    if (label.equals("retried") && task.request().retries() == 0) {
                      throw Retry.in(Duration.ZERO);
                    }
                    seen.put(label, task.request().stamps());
                    if (label.equals("fails")) {
                      throw new IllegalArgumentException("no good");
                    }
                    if (label.equals("replaced")) {
                      throw task.replace(see("replacement").stamp("own", "mine"));
                    }
                    return null;
                  }))
          .build();
  private final Worker worker = app.worker().concurrency(1).start();

  private static Signature<Object> see(String label) {
    return Signature.of("see", Object.class, label);
  }

  @AfterEach
  void stop() {
    worker.shutdown(Worker.Shutdown.COLD);
    worker.close();
    app.close();
  }

  private Map<String, ?> stampsOf(String label) {
    await().atMost(Duration.ofSeconds(20)).until(() -> seen.containsKey(label));
    return seen.getOrDefault(label, Map.of());
  }

  /** A value that travels as an object. */
  private record Origin(String city, int gate) {}

  @Test
  void a_value_of_any_type_travels() {
    app.send(see("any").stamp("from", new Origin("Ulm", 3)));

    assertThat(stampsOf("any").get("from")).asString().isEqualTo("{city=Ulm, gate=3}");
  }

  @Test
  void a_retry_keeps_them() {
    app.send(see("retried").stamp(MINE));

    assertThat(stampsOf("retried")).isEqualTo(MINE);
  }

  @Test
  void every_step_callback_and_error_callback_has_them() {
    app.send(
        chain(see("first").link(see("callback")), see("second"), see("fails"))
            .linkError(see("errback").immutable())
            .stamp(MINE));

    for (String label : List.of("first", "callback", "second", "fails", "errback")) {
      assertThat(stampsOf(label)).as(label).isEqualTo(MINE);
    }
  }

  @Test
  void the_header_of_a_chord_has_them_and_the_body_when_a_visitor_gives_them() {
    app.send(chord(List.of(see("header")), see("body")).stamp(MINE));
    app.send(
        chord(List.of(see("other header")), see("other body")).stamp((signature, headers) -> MINE));

    assertThat(stampsOf("header")).isEqualTo(MINE);
    assertThat(stampsOf("body")).isEmpty();
    assertThat(stampsOf("other header")).isEqualTo(MINE);
    assertThat(stampsOf("other body")).isEqualTo(MINE);
  }

  @Test
  void what_replaces_a_task_has_its_own_alone() {
    app.send(see("replaced").stamp(MINE));

    assertThat(stampsOf("replacement")).isEqualTo(Map.of("own", "mine"));
    assertThat(stampsOf("replaced")).isEqualTo(MINE);
  }
}
