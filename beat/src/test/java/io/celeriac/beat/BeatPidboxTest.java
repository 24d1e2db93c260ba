package io.celeriac.beat;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Beat;
import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import io.celeriac.Exchange;
import io.celeriac.ExchangeType;
import io.celeriac.Queue;
import io.celeriac.Settings;
import io.celeriac.memory.MemoryTransportProvider;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A beat answers pings that are for it, while it looks at its schedule. */
final class BeatPidboxTest {

  private static final String BROKER = "memory://beat-pidbox";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration A_MOMENT = Duration.ofMillis(300);

  @TempDir Path directory;
  private final Transport client =
      new MemoryTransportProvider()
          .open(
              new TransportConfig(
                  List.of(BrokerUrl.parse(BROKER, "test")),
                  Settings.defaults(),
                  "client",
                  Clock.systemUTC()));
  private final Consumer replies = client.connectConsumer();

  @BeforeEach
  void listen() {
    Exchange exchange = exchange("reply.celery.pidbox", ExchangeType.DIRECT);
    replies.consume(Queue.of("replies", exchange, "me").asTransient(false));
  }

  @AfterEach
  void close() {
    replies.close();
    client.close();
  }

  private static Exchange exchange(String name, ExchangeType type) {
    return new Exchange(name, type, false, false, Map.of());
  }

  private CeleryBuilder app() {
    return Celery.named("test")
        .broker(BROKER)
        .set("beat_schedule_filename", directory.resolve("schedule").toString());
  }

  private void send(String method, @Nullable Object destination, @Nullable String pattern) {
    Map<String, @Nullable Object> command = new LinkedHashMap<>();
    command.put("method", method);
    command.put("arguments", Map.of());
    command.put("destination", destination);
    command.put("pattern", pattern);
    command.put("matcher", pattern == null ? null : "glob");
    command.put("ticket", "ticket-1");
    command.put("reply_to", Map.of("exchange", "reply.celery.pidbox", "routing_key", "me"));
    Message message =
        new Message(
            new JsonSerializer().encode(command),
            "application/json",
            "utf-8",
            Map.of("clock", 41L, "expires", 0L),
            MessageProperties.of());
    client.producer().broadcast(exchange("celery.pidbox", ExchangeType.FANOUT), "", message).join();
  }

  private List<Message> received(Duration wait) throws InterruptedException {
    List<Delivery> deliveries = replies.receive(10, wait);
    replies.ack(deliveries);
    return deliveries.stream().map(Delivery::message).toList();
  }

  /** Asks until the node has joined, which takes a moment. */
  private Message awaitReply() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - end < 0) {
      send("ping", null, null);
      List<Message> some = received(A_MOMENT);
      if (!some.isEmpty()) {
        return some.getFirst();
      }
    }
    throw new AssertionError("no answer");
  }

  @Test
  void it_answers_pings_for_all_for_its_name_and_for_patterns() throws Exception {
    try (Celery app = app().build();
        Beat beat = app.beat().hostname("beat@here").remoteControl(true).start()) {
      Message reply = awaitReply();
      assertThat(reply.headers()).containsEntry("ticket", "ticket-1");
      assertThat((Long) reply.headers().get("clock")).isGreaterThan(41);
      assertThat(new JsonSerializer().decode(reply.body(), "utf-8"))
          .isEqualTo(Map.of(beat.hostname(), Map.of("ok", "pong")));

      send("ping", List.of("beat@here"), null);
      assertThat(received(PATIENCE)).hasSize(1);
      send("ping", null, "beat@*");
      assertThat(received(PATIENCE)).hasSize(1);

      send("ping", List.of("other@here"), null);
      send("ping", null, "worker@*");
      send("active", null, null);
      assertThat(received(A_MOMENT)).isEmpty();
    }
  }

  @Test
  void it_is_silent_when_it_does_not_look_at_its_schedule() throws Exception {
    try (Celery app = app().set("beat_remote_control_max_tick_age", 0.001).build();
        Beat beat = app.beat().remoteControl(true).start()) {
      assertThat(received(A_MOMENT)).isEmpty(); // until its first look is long ago
      for (int i = 0; i < 5; i++) {
        send("ping", null, null);
        assertThat(received(A_MOMENT)).as(beat.hostname()).isEmpty();
      }
    }
  }

  @Test
  void without_being_told_so_it_does_not_answer() throws Exception {
    try (Celery app = app().build();
        Beat beat = app.beat().start()) {
      send("ping", null, null);
      assertThat(received(A_MOMENT)).as(beat.hostname()).isEmpty();
    }
  }
}
