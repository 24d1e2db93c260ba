package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Event;
import io.celeriac.EventReceiver;
import io.celeriac.NodeReply;
import io.celeriac.ResultTimeoutException;
import io.celeriac.Signature;
import io.celeriac.TaskDefinitions;
import io.celeriac.TaskFailedException;
import io.celeriac.Worker;
import io.celeriac.testing.NeedsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A Java and a stock Python worker that each sign all they send with a key of their own, and accept
 * only what the other one, or they themselves, have signed.
 */
@NeedsServer
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SigningTests {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final Place place;
  private final Path directory;
  private final Credentials ofStranger;
  private final Celery app;
  private final Worker worker;
  private final PythonWorker pythonWorker;
  private final PythonClient python;
  private final String javaNode;
  private final String pythonNode;

  SigningTests(Broker broker, String digest) {
    this.place = Place.over(broker);
    this.javaNode = place.name() + "-java@test";
    this.pythonNode = place.name() + "@test";
    try {
      this.directory = Files.createTempDirectory("celeriac-signing");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    String store = directory.resolve("known-*.pem").toString();
    Credentials ofJava = Credentials.make(directory, "known-java", store, digest);
    Credentials ofPython = Credentials.make(directory, "known-python", store, digest);
    this.ofStranger =
        Credentials.make(directory, "stranger", directory.resolve("*.pem").toString(), digest);
    Map<String, String> environment =
        Map.of("PEER_SECURITY", ofPython.python(), "PEER_CONTROL", place.name());
    this.pythonWorker = new PythonWorker(place, "threads", 2, environment);
    this.python = new PythonClient(place, environment);
    this.app = app(ofJava);
    this.worker = app.worker().hostname(javaNode).concurrency(2).taskEvents(true).start();
  }

  private Celery app(Credentials credentials) {
    return credentials
        .on(
            place
                .app()
                .set("control_exchange", place.name())
                .set("event_exchange", place.name() + "-events"))
        .tasks(TaskDefinitions.from(new InteropTasks()))
        .build();
  }

  @AfterAll
  void close() {
    python.close();
    worker.close();
    app.close();
    pythonWorker.close();
  }

  @Test
  void python_runs_what_java_has_signed_and_java_reads_its_signed_result() throws Exception {
    AsyncResult<Long> sent = app.send(Signature.of("peer.add", Long.class, 2, 3));

    assertThat(sent.get(PATIENCE)).as("%s", pythonWorker).isEqualTo(5);
    assertThat(stored(sent.id())).doesNotContain("status").isBase64();
  }

  @Test
  void java_runs_what_python_has_signed_and_python_reads_its_signed_result() throws Exception {
    assertThat(python.run("java('add', 2, 3).delay().get(timeout=60)")).isEqualTo("5");
    assertThat(python.run("java('echo', {'ü': [1, None, 2.5]}).delay().get(timeout=60)"))
        .isEqualTo("{'ü': [1, None, 2.5]}");
    String id = python.run("sent = java('add', 4, 3).delay(); sent.get(timeout=60); sent.id");
    assertThat(stored(id.replace("'", ""))).doesNotContain("status").isBase64();
  }

  @Test
  void failures_and_workflows_cross_over() throws Exception {
    assertThatThrownBy(() -> app.send(Signature.of("peer.fail", Object.class, "no")).get(PATIENCE))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("no");
    assertThat(
            app.send(
                    Signature.of("peer.add", Long.class, 2, 3)
                        .then(Signature.of("interop.add", Long.class, 4)))
                .get(PATIENCE))
        .isEqualTo(9);
    assertThat(
            python.run(
                "from celery import chord\n"
                    + "chord([java('add', 1, 2), java('add', 3, 4)])(java('sum')).get(timeout=60)"))
        .isEqualTo("10");
  }

  @Test
  void what_a_stranger_has_signed_or_nobody_runs_nowhere() throws Exception {
    try (Celery stranger = app(ofStranger);
        Celery nobody = place.app().tasks(TaskDefinitions.from(new InteropTasks())).build()) {
      for (Celery sender : List.of(stranger, nobody)) {
        for (String task : List.of("peer.add", "interop.add")) {
          AsyncResult<Long> refused = sender.send(Signature.of(task, Long.class, 1, 1));
          assertThat(app.send(Signature.of(task, Long.class, 2, 3)).get(PATIENCE)).isEqualTo(5);
          assertThatThrownBy(() -> app.result(refused.id(), Long.class).get(SHORT))
              .isInstanceOf(ResultTimeoutException.class);
        }
      }
    }
  }

  @Test
  void commands_and_their_answers_are_signed() throws Exception {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(app.control().to(javaNode, pythonNode).ping())
                .extracting(NodeReply::node)
                .containsExactlyInAnyOrder(javaNode, pythonNode));
    assertThat(python.run("sorted(app.control.inspect(timeout=5).ping())"))
        .contains(javaNode, pythonNode);
    try (Celery nobody = place.app().set("control_exchange", place.name()).build()) {
      assertThat(nobody.control().timeout(SHORT).ping()).isEmpty();
    }
  }

  @Test
  void events_are_signed() throws Exception {
    Queue<Event> seen = new ConcurrentLinkedQueue<>();
    python.run(
        """
        import threading
        app.conf.event_exchange = NAME + '-events'
        types, events = set(), set()

        class Receiver(app.events.Receiver):
            def _receive(self, body, message, **options):
                types.add(message.content_type)
                for event in body if isinstance(body, list) else [body]:
                    events.add((event['hostname'], event['type']))

        def capture():
            with app.connection_for_read() as connection:
                Receiver(connection, app=app).capture(limit=None, timeout=None, wakeup=False)

        threading.Thread(target=capture, daemon=True).start()
        """);
    try (EventReceiver receiver = app.events().receive(seen::add)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            app.send(Signature.of("interop.add", Long.class, 2, 3)).get(PATIENCE);
            python.run("app.events.default_dispatcher is not None and None");
            assertThat(python.run("(NAME + '-java@test', 'task-succeeded') in events"))
                .isEqualTo("True");
            assertThat(seen).anyMatch(event -> event.type().equals("task-succeeded"));
          });
      python.run(
          """
          with app.events.default_dispatcher() as dispatcher:
              dispatcher.send('greeting-sent', by='python')
          """);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(seen).anyMatch(event -> event.type().equals("greeting-sent")));
    }
    assertThat(python.run("types")).isEqualTo("{'application/data'}");
  }

  private String stored(String id) {
    return python
        .run("app.backend.client.get('celery-task-meta-" + id + "').decode()")
        .replace("'", "");
  }
}
