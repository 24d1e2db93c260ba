package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.AsyncResult;
import io.celeriac.Canvas;
import io.celeriac.Celery;
import io.celeriac.Queue;
import io.celeriac.ResultTimeoutException;
import io.celeriac.Signature;
import io.celeriac.TaskDefinitions;
import io.celeriac.Worker;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TestCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A worker that asks for signatures, and clients that have a key and that have none; and a stock
 * worker that gets a message with our signature.
 */
@NeedsServer
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SignedBetweenPeersTests {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final Place place;
  private final Celery app;
  private final Celery nobody;
  private final Worker worker;

  SignedBetweenPeersTests(Broker broker) {
    this.place = Place.over(broker);
    Path directory;
    try {
      directory = Files.createTempDirectory("celeriac-signing");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    String store = directory.resolve("*.pem").toString();
    this.app =
        TestCredentials.make(directory, "peer", store, "sha256")
            .keys(place.app())
            .set("celeriac_signature", "require")
            .set("control_exchange", place.name())
            .tasks(TaskDefinitions.from(new InteropTasks()))
            .build();
    this.nobody =
        place
            .app()
            .set("control_exchange", place.name())
            .tasks(TaskDefinitions.from(new InteropTasks()))
            .build();
    this.worker = app.worker().hostname("signed@" + place.name()).concurrency(2).start();
  }

  @AfterAll
  void close() {
    worker.close();
    nobody.close();
    app.close();
  }

  @Test
  void what_is_signed_runs_with_all_that_a_message_can_carry() throws Exception {
    Signature<Long> add = Signature.of("interop.add", Long.class, 2, 3);
    assertThat(app.send(add).get(PATIENCE)).isEqualTo(5);
    assertThat(
            app.send(
                    add.countdown(Duration.ofMillis(1500))
                        .expires(java.time.Instant.now().plusSeconds(600))
                        .option("time_limit", 30)
                        .option("soft_time_limit", 20.5)
                        .option("priority", 3)
                        .option("headers", Map.of("colour", "rot", "n", 7, "f", 0.5))
                        .stamp(Map.of("tenant", "acme")))
                .get(PATIENCE))
        .isEqualTo(5);
    assertThat(app.send(Signature.of("interop.flaky", Long.class, 2)).get(PATIENCE)).isEqualTo(2);
    assertThat(
            app.send(
                    Canvas.chord(
                        List.of(add, add.then(Signature.of("interop.add", Long.class, 10))),
                        Signature.of("interop.sum", Long.class)))
                .get(PATIENCE))
        .isEqualTo(20);
    assertThat(app.control().timeout(PATIENCE).ping()).hasSize(1);
  }

  @Test
  void what_is_not_signed_does_not_run_and_commands_nobody() throws Exception {
    AsyncResult<Long> refused = nobody.send(Signature.of("interop.add", Long.class, 1, 1));

    assertThat(app.send(Signature.of("interop.add", Long.class, 2, 3)).get(PATIENCE)).isEqualTo(5);
    assertThatThrownBy(() -> refused.get(SHORT)).isInstanceOf(ResultTimeoutException.class);
    assertThat(nobody.control().timeout(SHORT).ping()).isEmpty();
    nobody.control().shutdown();
    assertThat(app.control().timeout(PATIENCE).ping()).hasSize(1);
  }

  @Test
  void a_message_that_somebody_kept_or_moved_runs_only_once_and_in_its_queue() throws Exception {
    String aside = place.name() + ".aside";
    AsyncResult<Long> kept =
        app.send(Signature.of("interop.counted_add", Long.class, 2, 3).queue(aside));
    try (Transport transport = Backends.transport(place.brokerUrl());
        Consumer consumer = transport.connectConsumer()) {
      consumer.consume(Queue.of(aside));
      List<Delivery> arrived = consumer.receive(1, PATIENCE);
      assertThat(arrived).hasSize(1);
      consumer.ack(arrived);
      // Moved to the queue that the worker reads:
      transport
          .producer()
          .publish(new Publication(arrived.getFirst().message(), "", place.javaQueue()))
          .join();
      assertThat(app.send(Signature.of("interop.add", Long.class, 2, 3)).get(PATIENCE))
          .isEqualTo(5);
      assertThatThrownBy(() -> kept.get(SHORT)).isInstanceOf(ResultTimeoutException.class);
    }
  }

  @Test
  void a_stock_worker_takes_no_notice_of_the_signature() throws Exception {
    try (PythonWorker python = new PythonWorker(place, "solo", 1, Map.of())) {
      assertThat(app.send(Signature.of("peer.add", Long.class, 2, 3)).get(PATIENCE))
          .as("%s", python)
          .isEqualTo(5);
    }
  }
}
