package io.celeriac.testing;

import static io.celeriac.testing.ResultFixture.await;
import static io.celeriac.testing.ResultFixture.document;
import static io.celeriac.testing.ResultFixture.failure;
import static io.celeriac.testing.ResultFixture.newId;
import static io.celeriac.testing.ResultFixture.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.ResultBackendException;
import io.celeriac.Settings;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.ReplyAddress;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultBackendProvider;
import io.celeriac.spi.ResultDocument;
import io.celeriac.spi.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@code rpc://} does on every broker, as tests: results come as messages to whoever sent the
 * task. A transport's own test class extends this one and says how to open it.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public abstract class RpcResultContract {
  private final ConcurrentLinkedDeque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();
  private final String replyTo = newId();
  private ResultBackend client;
  private ResultBackend worker;

  /** Opens the transport under test, each time to the same broker. */
  protected abstract Transport openTransport();

  @BeforeEach
  final void openBackends() {
    client = open(replyTo, Settings.defaults());
    worker = open(newId(), Settings.defaults());
  }

  @AfterEach
  final void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private ResultBackend open(String queue, Settings settings) {
    CompletableFuture<Transport> transport = new CompletableFuture<>();
    ResultBackend backend =
        ServiceLoader.load(ResultBackendProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.schemes().contains("rpc"))
            .findFirst()
            .orElseThrow()
            .open(
                new ResultBackendConfig(
                    BrokerUrl.parseAllBackends(List.of("rpc://"), "test"),
                    settings,
                    new JsonResultCodec(),
                    Clock.systemUTC(),
                    () -> transport(transport),
                    queue));
    opened.add(backend);
    return backend;
  }

  private Transport transport(CompletableFuture<Transport> one) {
    synchronized (one) {
      if (!one.isDone()) {
        Transport made = openTransport();
        opened.add(made);
        one.complete(made);
      }
      return one.join();
    }
  }

  private void reply(ResultDocument document) {
    worker.store(document, new ReplyAddress(replyTo, document.taskId()));
  }

  @Test
  void a_result_is_ready_when_its_message_has_come() {
    String id = newId();
    client.watch(id);
    assertThat(client.find(id)).isEmpty();
    CompletableFuture<ResultDocument> ready = client.ready(id);
    reply(success(id, 5L));

    assertThat(await(ready)).isEqualTo(success(id, 5L));
    assertThat(client.find(id)).as("still there").contains(success(id, 5L));
    assertThat(await(client.ready(id))).isEqualTo(success(id, 5L));
  }

  @Test
  void a_result_that_came_before_anyone_asked_is_kept() {
    String id = newId();
    client.watch(id);
    reply(failure(id, "no such file"));

    assertThat(await(client.ready(id))).isEqualTo(failure(id, "no such file"));
  }

  @Test
  void each_state_is_found_until_the_next_comes() {
    String id = newId();
    client.watch(id);
    CompletableFuture<ResultDocument> ready = client.ready(id);
    for (String status : List.of("STARTED", "PROGRESS", "RETRY")) {
      reply(document(id, status, "so far"));
      Awaitility.await(status)
          .atMost(TransportFixture.PATIENCE)
          .until(() -> client.find(id).equals(Optional.of(document(id, status, "so far"))));
    }
    assertThat(ready).isNotDone();
    reply(document(id, "REVOKED", null));

    assertThat(await(ready).status()).isEqualTo("REVOKED");
  }

  @Test
  void many_results_come_over_one_connection() {
    Map<String, CompletableFuture<ResultDocument>> ready = new LinkedHashMap<>();
    for (int i = 0; i < 500; i++) {
      String id = newId();
      client.watch(id);
      ready.put(id, client.ready(id));
    }
    List<CompletableFuture<Void>> replies = new ArrayList<>();
    for (String id : ready.keySet()) {
      replies.add(
          CompletableFuture.runAsync(() -> reply(success(id, id)), Thread::startVirtualThread));
    }
    replies.forEach(ResultFixture::await);

    ready.forEach((id, future) -> assertThat(await(future)).isEqualTo(success(id, id)));
  }

  @Test
  void what_nobody_watches_is_dropped_and_so_is_what_was_forgotten() {
    String unknown = newId();
    String forgotten = newId();
    String watched = newId();
    client.watch(forgotten);
    client.watch(watched);
    CompletableFuture<ResultDocument> cancelled = client.ready(forgotten);
    client.forget(forgotten);
    for (String id : List.of(unknown, forgotten, watched)) {
      reply(success(id, 1L));
    }

    assertThat(await(client.ready(watched))).isEqualTo(success(watched, 1L));
    assertThat(cancelled).isCancelled();
    assertThat(client.find(unknown)).isEmpty();
    assertThat(client.find(forgotten)).isEmpty();
  }

  @Test
  void the_queue_is_there_before_the_task_is_sent() throws Exception {
    client.watch(newId());
    Transport transport = openTransport();
    opened.add(transport);
    transport.producer().declare(queue(replyTo, 86_400_000)); // refused unless it is the same
  }

  private static Queue queue(String name, int expires) {
    return new Queue(
        name, Exchange.direct(""), name, true, false, true, Map.of("x-expires", expires), Map.of());
  }

  @Test
  void a_reply_is_the_message_that_stock_clients_read() throws Exception {
    Transport transport = openTransport();
    opened.add(transport);
    String name = newId();
    try (Consumer consumer = transport.connectConsumer()) {
      consumer.consume(queue(name, 60_000));
      String id = newId();
      worker.store(document(id, "STARTED", Map.of("pid", 1L)), new ReplyAddress(name, id));
      ResultBackend persistent =
          open(newId(), Settings.defaults().with("result_persistent", true, "test"));
      persistent.store(success(id, 5L), new ReplyAddress(name, "elsewhere"));

      List<Delivery> replies = new ArrayList<>();
      Awaitility.await("both replies")
          .atMost(TransportFixture.PATIENCE)
          .until(() -> {
            replies.addAll(consumer.receive(10, Duration.ofMillis(100)));
            return replies.size() >= 2;
          });
      consumer.ack(replies);

      Message started = replies.getFirst().message();
      assertThat(started.properties().correlationId()).isEqualTo(id);
      assertThat(started.properties().deliveryMode()).isEqualTo(1);
      assertThat(started.properties().priority()).isZero();
      assertThat(started.contentType()).isEqualTo("application/json");
      assertThat(started.contentEncoding()).isEqualTo("utf-8");
      assertThat(started.headers()).isEmpty();
      assertThat(new String(started.body(), StandardCharsets.UTF_8))
          .contains("\"status\": \"STARTED\"", "\"task_id\": \"" + id + "\"");
      Message done = replies.getLast().message();
      assertThat(done.properties().correlationId()).isEqualTo("elsewhere");
      assertThat(done.properties().deliveryMode()).isEqualTo(2);
    }
  }

  @Test
  void a_client_that_has_gone_is_no_error() {
    String id = newId();
    worker.store(success(id, 1L), new ReplyAddress("celeriac-gone-" + id, id));
    worker.store(success(id, 1L), new ReplyAddress("", id));
    worker.store(success(id, 1L));
  }

  @Test
  void groups_are_unsupported_and_chords_refused() {
    assertThatThrownBy(() -> client.saveGroup(ResultTuple.group("g", List.of())))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("group g")
        .hasMessageContaining("redis://");
    assertThatThrownBy(() -> client.findGroup("g"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> client.forgetGroup("g"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(client.chords())
        .isInstanceOfSatisfying(
            ChordSupport.Refused.class,
            refused -> assertThat(refused.reason()).contains("rpc://", "result_backend"));
    assertThat(client.isPersistent()).isFalse();
  }

  @Test
  void closing_ends_every_wait() {
    String id = newId();
    client.watch(id);
    CompletableFuture<ResultDocument> ready = client.ready(id);
    client.close();
    client.close();

    assertThatThrownBy(() -> ready.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ResultBackendException.class);
    assertThat(client.ready(id)).isCompletedExceptionally();
  }
}
