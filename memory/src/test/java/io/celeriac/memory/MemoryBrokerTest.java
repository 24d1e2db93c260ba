package io.celeriac.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Exchange;
import io.celeriac.ExchangeType;
import io.celeriac.Queue;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Publication;
import io.celeriac.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the contract of all transports does not ask for, as not all brokers have it. */
class MemoryBrokerTest {
  private final TestClock clock = TestClock.at(Instant.parse("2026-11-23T12:00:00Z"));
  private final MemoryBroker broker = new MemoryBroker();
  private final MemoryTransport transport = new MemoryTransport(broker, "memory://test/", clock);
  private final MemoryTransport other = new MemoryTransport(broker, "memory://test/", clock);

  private static void expectProblem(Problem problem, ThrowingCallable call, String... said) {
    assertThatThrownBy(call)
        .hasMessageContainingAll(said)
        .asInstanceOf(InstanceOfAssertFactories.type(BrokerException.class))
        .extracting(BrokerException::problem)
        .isEqualTo(problem);
  }

  private void publish(String exchange, String key, String text, MessageProperties properties) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    Message message = new Message(body, "text/plain", "utf-8", Map.of(), properties);
    CompletableFuture<Void> confirm =
        transport.producer().publish(new Publication(message, exchange, key));
    if (confirm.isCompletedExceptionally()) {
      throw (BrokerException) confirm.exceptionNow();
    }
  }

  private void publish(Queue queue, String text) {
    publish("", queue.name(), text, MessageProperties.of());
  }

  private static List<String> receive(Consumer consumer) throws InterruptedException {
    return consumer.receive(100, Duration.ZERO).stream()
        .map(delivery -> new String(delivery.message().body(), StandardCharsets.UTF_8))
        .toList();
  }

  private Consumer consumer(Queue... queues) {
    Consumer consumer = transport.connectConsumer();
    Arrays.stream(queues).forEach(consumer::consume);
    return consumer;
  }

  @Test
  void a_queue_that_is_declared_otherwise_than_it_is_is_refused() {
    transport.producer().declare(Queue.of("q").withMaxPriority(10));

    expectProblem(
        Problem.REFUSED,
        () -> other.producer().declare(Queue.of("q")),
        "queue 'q'",
        "x-max-priority=10");
    other.producer().declare(Queue.of("q").withArgument("x-max-priority", 10L));
  }

  @Test
  void an_exchange_that_is_declared_otherwise_than_it_is_is_refused() {
    transport.producer().declare(Queue.of("q", Exchange.direct("e"), "k"));

    expectProblem(
        Problem.REFUSED,
        () -> transport.producer().declare(Queue.of("r", Exchange.topic("e"), "k")),
        "exchange 'e'",
        "type=topic",
        "type=direct");
  }

  @Test
  void an_exchange_of_type_headers_is_refused() {
    expectProblem(
        Problem.REFUSED,
        () ->
            transport
                .producer()
                .declare(Queue.of("q", Exchange.of("e", ExchangeType.HEADERS), "k")),
        "'e'",
        "headers",
        "direct, topic or fanout");
  }

  @Test
  void publishing_to_an_exchange_that_is_not_there_is_refused() {
    expectProblem(
        Problem.REFUSED, () -> publish("nowhere", "k", "x", MessageProperties.of()), "'nowhere'");
  }

  @Test
  void a_message_that_no_binding_matches_is_unroutable_unless_to_a_fanout() {
    transport.producer().declare(Queue.of("q", Exchange.topic("topic"), "a.*"));
    transport.producer().declare(Queue.of("r", Exchange.fanout("fanout"), "").asTransient(false));
    consumer(Queue.of("r", Exchange.fanout("fanout"), "").asTransient(false)).close();

    expectProblem(
        Problem.UNROUTABLE,
        () -> publish("topic", "b.c", "x", MessageProperties.of()),
        "'topic'",
        "'b.c'");
    publish("fanout", "", "to nobody", MessageProperties.of());
  }

  @Test
  void a_malformed_expiration_is_refused() {
    transport.producer().declare(Queue.of("q"));

    expectProblem(
        Problem.MESSAGE_REFUSED,
        () -> publish("", "q", "x", MessageProperties.of().withExpiration("soon")),
        "'soon'");
  }

  @Test
  void an_exclusive_queue_is_its_connections_own_and_goes_with_it() throws Exception {
    Queue queue = Queue.of("mine").asTransient(true);
    Consumer owner = consumer(queue);

    expectProblem(Problem.REFUSED, () -> other.connectConsumer().consume(queue), "'mine'");
    expectProblem(Problem.REFUSED, () -> transport.producer().declare(queue), "exclusive");
    publish(queue, "from anyone");
    assertThat(receive(owner)).containsExactly("from anyone");
    owner.close();
    expectProblem(Problem.UNROUTABLE, () -> publish(queue, "late"), "'mine'");
  }

  @Test
  void an_exclusive_queue_of_a_producer_goes_with_its_transport() {
    Queue queue = Queue.of("mine").asTransient(true);
    other.producer().declare(queue);
    publish(queue, "x");
    other.close();

    expectProblem(Problem.UNROUTABLE, () -> publish(queue, "late"), "'mine'");
  }

  @Test
  void an_auto_delete_queue_goes_with_its_last_reader() throws Exception {
    Queue queue = Queue.of("passing").asTransient(false);
    transport.producer().declare(queue);
    publish(queue, "before anyone read");
    Consumer one = consumer(queue);
    Consumer two = consumer(queue);
    one.close();
    assertThat(receive(two)).containsExactly("before anyone read");
    two.cancel(queue.name());

    expectProblem(Problem.UNROUTABLE, () -> publish(queue, "late"), "'passing'");
    two.close(); // what it held has nowhere to go back to
    assertThat(receive(consumer(queue))).isEmpty();
  }

  @Test
  void an_unused_queue_expires_with_what_is_in_it() throws Exception {
    Queue queue = Queue.of("expiring").withExpires(Duration.ofMinutes(1));
    transport.producer().declare(queue);
    publish(queue, "kept");
    clock.advance(Duration.ofSeconds(59));
    Consumer reader = consumer(queue);
    assertThat(receive(reader)).containsExactly("kept");
    clock.advance(Duration.ofMinutes(5));
    transport.producer().declare(Queue.of("another"));
    publish(queue, "still read");
    reader.close();
    clock.advance(Duration.ofMinutes(1));
    transport.producer().declare(Queue.of("another"));

    expectProblem(Problem.UNROUTABLE, () -> publish(queue, "late"), "'expiring'");
  }

  @Test
  void times_to_live_go_by_the_clock() throws Exception {
    Queue queue = Queue.of("ttl").withMessageTtl(Duration.ofMinutes(10));
    transport.producer().declare(queue);
    publish("", "ttl", "a minute", MessageProperties.of().withExpiration("60000"));
    publish("", "ttl", "an hour", MessageProperties.of().withExpiration("3600000"));
    publish(queue, "ten minutes");
    clock.advance(Duration.ofMinutes(2));
    Consumer consumer = consumer(queue);
    assertThat(receive(consumer)).containsExactly("an hour", "ten minutes");
    clock.advance(Duration.ofMinutes(8));
    consumer.close(); // gives back what is past its time by now

    assertThat(receive(consumer(queue))).isEmpty();
  }

  @Test
  void a_priority_beyond_the_maximum_counts_as_the_maximum() throws Exception {
    Queue queue = Queue.of("p").withMaxPriority(5);
    transport.producer().declare(queue);
    publish("", "p", "3", MessageProperties.of().withPriority(3));
    publish("", "p", "none", MessageProperties.of());
    publish("", "p", "5", MessageProperties.of().withPriority(5));
    publish("", "p", "200", MessageProperties.of().withPriority(200));

    assertThat(receive(consumer(queue))).containsExactly("5", "200", "3", "none");
  }

  @Test
  void what_is_given_back_has_its_place_among_the_waiting() throws Exception {
    Queue queue = Queue.of("places");
    transport.producer().declare(queue);
    for (String text : List.of("1", "2", "3", "4", "5")) {
      publish(queue, text);
    }
    Consumer consumer = consumer(queue);
    List<Delivery> held = new ArrayList<>(consumer.receive(4, Duration.ZERO));
    held.remove(1).ack();
    held.removeLast().reject(true);
    consumer.close();

    assertThat(receive(consumer(queue))).containsExactly("1", "3", "4", "5");
  }

  @Test
  void rejected_and_expired_messages_go_to_the_dead_letter_exchange() throws Exception {
    Exchange dead = Exchange.direct("dead");
    Queue graveyard = Queue.of("graveyard", dead, "buried");
    Queue queue =
        Queue.of("q")
            .withArgument("x-dead-letter-exchange", "dead")
            .withArgument("x-dead-letter-routing-key", "buried");
    transport.producer().declare(graveyard);
    transport.producer().declare(queue);
    publish(queue, "rejected");
    publish("", "q", "expired", MessageProperties.of().withExpiration("1000"));
    Consumer consumer = consumer(queue);
    consumer.receive(1, Duration.ZERO).getFirst().reject(false);
    clock.advance(Duration.ofSeconds(2));
    assertThat(receive(consumer)).isEmpty();

    List<Delivery> buried = consumer(graveyard).receive(10, Duration.ZERO);
    assertThat(buried)
        .extracting(delivery -> delivery.message().headers().get("x-first-death-reason"))
        .containsExactly("rejected", "expired");
    assertThat(buried)
        .allSatisfy(delivery -> {
          assertThat(delivery.info().exchange()).isEqualTo("dead");
          assertThat(delivery.info().routingKey()).isEqualTo("buried");
          assertThat(delivery.info().redelivered()).isFalse();
          assertThat(delivery.message().properties().expiration()).isNull();
          assertThat(delivery.message().headers()).containsEntry("x-first-death-queue", "q");
        });
  }

  @Test
  void dead_letters_that_lead_nowhere_or_in_circles_are_dropped() throws Exception {
    Queue nowhere = Queue.of("nowhere").withArgument("x-dead-letter-exchange", "missing");
    Queue one =
        Queue.of("one")
            .withMessageTtl(Duration.ZERO)
            .withArgument("x-dead-letter-exchange", "")
            .withArgument("x-dead-letter-routing-key", "two");
    Queue two =
        Queue.of("two")
            .withMessageTtl(Duration.ZERO)
            .withArgument("x-dead-letter-exchange", "")
            .withArgument("x-dead-letter-routing-key", "one");
    Consumer consumer = consumer(nowhere, one, two);
    publish(nowhere, "x");
    consumer.receive(1, Duration.ZERO).getFirst().reject(false);
    publish(one, "in circles");

    assertThat(receive(consumer)).isEmpty();
  }

  @Test
  void headers_do_not_change_with_their_maker() throws Exception {
    transport.producer().declare(Queue.of("q"));
    List<@Nullable Object> list = new ArrayList<>();
    list.add("as sent");
    list.add(null);
    Message message =
        new Message(new byte[0], null, null, Map.of("list", list), MessageProperties.of());
    transport.producer().publish(new Publication(message, "", "q")).join();
    list.add("changed afterwards");

    Delivery delivery = consumer(Queue.of("q")).receive(1, Duration.ZERO).getFirst();
    assertThat(delivery.message().headers()).containsEntry("list", Arrays.asList("as sent", null));
  }

  @Test
  void queues_take_turns() throws Exception {
    Queue busy = Queue.of("busy");
    Queue calm = Queue.of("calm");
    Consumer consumer = consumer(busy, calm);
    for (int i = 0; i < 10; i++) {
      publish(busy, "busy");
    }
    publish(calm, "calm");

    consumer.prefetch(2);
    assertThat(receive(consumer)).containsExactlyInAnyOrder("busy", "calm");
  }
}
