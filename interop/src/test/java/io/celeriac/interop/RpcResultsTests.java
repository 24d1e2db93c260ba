package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.TaskFailedException;
import io.celeriac.spi.ReplyAddress;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a stock worker's replies are to Java, and Java's to a stock client. */
@NeedsServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RpcResultsTests {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Celery app;
  private final Transport transport;
  private final ResultBackend backend;
  private final PythonClient python;
  private final PythonWorker pythonWorker;

  RpcResultsTests(Broker broker) {
    Place place = Place.over(broker).withResultsIn("rpc://");
    this.pythonWorker = new PythonWorker(place, "threads", 2, Map.of());
    this.python = new PythonClient(place);
    this.app = place.app().build();
    this.transport = Backends.transport(place.brokerUrl());
    this.backend = Backends.rpc(transport, UUID.randomUUID().toString());
  }

  @AfterAll
  void close() {
    python.close();
    backend.close();
    transport.close();
    app.close();
    pythonWorker.close();
  }

  @Test
  void java_gets_the_replies_of_a_python_worker() throws Exception {
    AsyncResult<Long> sum = app.send(Signature.of("peer.add", Long.class, 2, 3));
    assertThat(sum.get(PATIENCE)).isEqualTo(5);
    assertThat(sum.state()).isEqualTo("SUCCESS");
    assertThat(sum.get(PATIENCE)).as("again").isEqualTo(5);

    TaskFailedException failure =
        catchThrowableOfType(
            TaskFailedException.class,
            () -> app.send(Signature.of("peer.fail", Void.class, "no such file")).get(PATIENCE));
    assertThat(failure).hasMessageContaining("no such file");
  }

  @Test
  void java_gets_many_replies_in_any_order() throws Exception {
    List<AsyncResult<Long>> sums = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      sums.add(app.send(Signature.of("peer.add", Long.class, i, 1)));
    }
    for (int i = 199; i >= 0; i--) {
      assertThat(sums.get(i).get(PATIENCE)).isEqualTo(i + 1);
    }
  }

  /** Sends a task that no worker takes, and tells where its sender awaits the result. */
  private ReplyAddress parked() {
    String id = UUID.randomUUID().toString();
    python.run("r = java('parked').apply_async(task_id='%s')".formatted(id));
    String queue = python.run("app.backend.oid");
    return new ReplyAddress(queue.substring(1, queue.length() - 1), id);
  }

  private void reply(ReplyAddress address, String status, @Nullable Object result) {
    backend.store(
        new ResultDocument(
            address.correlationId(), status, result, null, List.of(), null, null, null, Map.of()),
        address);
  }

  @Test
  void a_python_client_gets_the_replies_of_java() {
    ReplyAddress done = parked();
    reply(done, "STARTED", Map.of("pid", 1L, "hostname", "w@h"));
    reply(done, "SUCCESS", List.of(5L, "мир"));
    assertThat(python.run("r.get(timeout=60), r.state")).isEqualTo("([5, 'мир'], 'SUCCESS')");

    ReplyAddress failed = parked();
    reply(
        failed,
        "FAILURE",
        Map.of("exc_type", "ValueError", "exc_message", List.of("x"), "exc_module", "builtins"));
    PythonClient.Raised raised =
        catchThrowableOfType(PythonClient.Raised.class, () -> python.run("r.get(timeout=60)"));
    assertThat(raised.classes()).contains("builtins.ValueError");
    assertThat(raised.arguments()).isEqualTo("('x',)");
  }
}
