package io.celeriac.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.spi.EventDispatcher.Switched;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventDispatcherTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901234Z");

  private final Broker broker = new Broker();

  private EventDispatcher dispatcher(Set<String> groups) {
    return dispatcher(groups, "UTC");
  }

  private EventDispatcher dispatcher(Set<String> groups, String zone) {
    EventFormat format =
        new EventFormat(Exchange.topic("celeryev"), new JsonSerializer(), ZoneId.of(zone));
    return new EventDispatcher(
        broker, format, Clock.fixed(NOW, ZoneId.of(zone)), new LamportClock(), "w@test", groups);
  }

  private static Map<String, @Nullable Object> fields(String name, @Nullable Object value) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put(name, value);
    return fields;
  }

  @Test
  void an_event_has_the_common_fields_in_celerys_order() {
    try (EventDispatcher events = dispatcher(Set.of(), "Asia/Kolkata")) {
      events.send("worker-elect-ack", fields("id", null));
    }
    assertThat(broker.sent).hasSize(1);
    Sent sent = broker.sent.getFirst();
    assertThat(sent.routingKey).isEqualTo("worker.elect.ack");
    assertThat(sent.message.headers()).isEqualTo(Map.of("hostname", "w@test"));
    assertThat(sent.message.contentType()).isEqualTo("application/json");
    assertThat(sent.message.properties().deliveryMode()).isEqualTo(1);
    assertThat(sent.message.properties().priority()).isZero();
    assertThat(new String(sent.message.body(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"hostname\": \"w@test\", \"utcoffset\": -5.5, \"pid\": "
                + ProcessHandle.current().pid()
                + ", \"clock\": 1, \"id\": null, \"timestamp\": 1767323045.678901, \"type\":"
                + " \"worker-elect-ack\"}");
  }

  @Test
  void listed_events_gather_while_a_turn_is_under_way() {
    try (EventDispatcher events = dispatcher(Set.of())) {
      broker.hold = new CountDownLatch(1);
      events.sendListed("task-started", fields("uuid", "0"));
      await().until(() -> broker.asked.size() == 1);
      for (int i = 1; i <= 60; i++) {
        events.sendListed("task-started", fields("uuid", String.valueOf(i)));
      }
      events.send("worker-heartbeat", fields("freq", 2));
      events.sendListed("task-started", fields("uuid", "61"));
      broker.hold.countDown();
    }
    assertThat(broker.sent.stream().map(sent -> sent.routingKey))
        .containsExactly(
            "task.multi",
            "task.multi",
            "task.multi",
            "task.multi",
            "worker.heartbeat",
            "task.multi");
    assertThat(broker.sent.stream().map(sent -> sent.events().size()))
        .containsExactly(1, 24, 24, 12, 1, 1);
    List<Object> clocks = new ArrayList<>();
    broker.sent.forEach(sent -> sent.events().forEach(event -> clocks.add(event.get("clock"))));
    assertThat(clocks).isSorted().hasSize(63);
  }

  @Test
  void groups_are_switched_as_in_celery() {
    try (EventDispatcher some = dispatcher(Set.of("worker"));
        EventDispatcher all = dispatcher(Set.of());
        EventDispatcher none = EventDispatcher.unavailable("w@test")) {
      assertThat(some.wants("task")).isFalse();
      some.send("task-sent", fields("uuid", "unwanted"));
      assertThat(some.enable("task")).isEqualTo(Switched.DONE);
      assertThat(some.enable("task")).isEqualTo(Switched.ALREADY);
      assertThat(some.wants("task")).isTrue();
      assertThat(some.wants("worker")).isTrue();
      assertThat(some.disable("task")).isEqualTo(Switched.DONE);
      assertThat(some.disable("task")).isEqualTo(Switched.ALREADY);
      assertThat(some.wants("task")).isFalse();

      assertThat(all.enable("task")).isEqualTo(Switched.ALREADY);
      assertThat(all.disable("task")).isEqualTo(Switched.ALREADY);
      assertThat(all.wants("task")).isTrue();

      assertThat(none.wants("worker")).isFalse();
      assertThat(none.enable("task")).isEqualTo(Switched.UNAVAILABLE);
      none.send("worker-online", fields("freq", 2));
    }
    assertThat(broker.sent).isEmpty();
  }

  @Test
  void what_happens_while_the_broker_is_away_is_sent_later_and_the_latest_is_kept() {
    try (EventDispatcher events = dispatcher(Set.of())) {
      broker.failure = new BrokerException(Problem.UNREACHABLE, "nobody there");
      events.send("custom-first", fields("n", 0));
      await().until(() -> !broker.asked.isEmpty());
      for (int i = 1; i <= 10_005; i++) {
        events.sendListed("custom-more", fields("n", i));
      }
      broker.failure = null;
      await().atMost(Duration.ofSeconds(30)).until(() -> broker.count() == 10_001);
    }
    List<Object> numbers = new ArrayList<>();
    broker.sent.forEach(sent -> sent.events().forEach(event -> numbers.add(event.get("n"))));
    assertThat(numbers).startsWith(0L, 6L, 7L).endsWith(10_004L, 10_005L);
  }

  @Test
  void closing_does_not_wait_for_a_broker_that_is_away() {
    broker.failure = new BrokerException(Problem.UNREACHABLE, "nobody there");
    EventDispatcher events = dispatcher(Set.of());
    events.send("custom-first", fields("n", 0));
    long before = System.nanoTime();
    events.close();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void what_cannot_travel_holds_up_nothing() {
    try (EventDispatcher events = dispatcher(Set.of())) {
      events.send("custom-wrong", fields("n", new Object()));
      events.send("custom-right", fields("n", 1));
    }
    assertThat(broker.sent.stream().map(sent -> sent.routingKey)).containsExactly("custom.right");
  }

  private record Sent(String routingKey, Message message) {
    List<Map<?, ?>> events() {
      Object body = new JsonSerializer().decode(message.body(), "utf-8");
      List<Map<?, ?>> events = new ArrayList<>();
      if (body instanceof List<?> list) {
        list.forEach(each -> events.add((Map<?, ?>) java.util.Objects.requireNonNull(each)));
      } else if (body instanceof Map<?, ?> map) {
        events.add(map);
      }
      return events;
    }
  }

  /** A broker that can be slow or away. */
  private static final class Broker implements Transport, Producer {
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch hold = new CountDownLatch(0);
    private volatile @Nullable BrokerException failure;

    long count() {
      return sent.stream().mapToLong(each -> each.events().size()).sum();
    }

    @Override
    public String displayUrl() {
      return "test://";
    }

    @Override
    public Producer producer() {
      return this;
    }

    @Override
    public Consumer connectConsumer() {
      throw new AssertionError("nothing is consumed here");
    }

    @Override
    public void declare(Queue queue) {}

    @Override
    public CompletableFuture<Void> publish(Publication publication) {
      throw new AssertionError("events are broadcast");
    }

    @Override
    public CompletableFuture<Void> broadcast(
        Exchange exchange, String routingKey, Message message) {
      asked.add(routingKey);
      try {
        hold.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      BrokerException now = failure;
      if (now != null) {
        return CompletableFuture.failedFuture(now);
      }
      sent.add(new Sent(routingKey, message));
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
  }
}
