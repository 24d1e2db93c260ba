package io.celeriac.testing;

import static io.celeriac.testing.TransportFixture.receive;
import static io.celeriac.testing.TransportFixture.take;
import static io.celeriac.testing.TransportFixture.text;
import static io.celeriac.testing.TransportFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.testing.TransportTraits.RequeuePosition;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of {@link TransportContract}: acknowledging and rejecting. */
interface SettlingTests extends TransportTests {

  @Test
  default void an_acknowledged_message_is_gone_for_good() throws Exception {
    Queue queue = fixture().queue("acked");
    fixture().publish(queue, "1", "2");
    Consumer consumer = fixture().consumer(0, queue);
    for (Delivery delivery : receive(consumer, 2)) {
      assertThat(delivery.ack()).isTrue();
    }
    fixture().expectNothing(consumer);
    consumer.close();
    fixture().expectEmpty(queue);
  }

  @Test
  default void what_is_not_settled_comes_back_when_the_consumer_closes() throws Exception {
    Queue queue = fixture().queue("given-back");
    fixture().publish(queue, "1", "2", "3", "4");
    Consumer consumer = fixture().consumer(3, queue);
    List<Delivery> received = receive(consumer, 3);
    assertThat(received.get(1).ack()).isTrue();
    consumer.close();

    List<Delivery> again = receive(fixture().consumer(0, queue), 3);
    assertThat(texts(again)).containsExactlyInAnyOrder("1", "3", "4");
    // The last one may have been fetched too, when the acknowledgement had made room for it.
    assertThat(again)
        .filteredOn(delivery -> !text(delivery).equals("4"))
        .allMatch(delivery -> delivery.info().redelivered());
  }

  @Test
  default void what_was_fetched_and_never_received_comes_back_too() throws Exception {
    Queue queue = fixture().queue("fetched");
    List<String> texts = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    fixture().publishAll(queue, texts);
    Consumer consumer = fixture().consumer(10, queue);
    receive(consumer);
    consumer.close();

    assertThat(take(fixture().consumer(0, queue), 10)).containsExactlyInAnyOrderElementsOf(texts);
  }

  @Test
  default void a_rejected_message_is_dropped() throws Exception {
    Queue queue = fixture().queue("dropped");
    fixture().publish(queue, "one");
    Consumer consumer = fixture().consumer(0, queue);
    assertThat(receive(consumer).reject(false)).isTrue();

    fixture().expectNothing(consumer);
    consumer.close();
    fixture().expectEmpty(queue);
  }

  @Test
  default void a_message_rejected_with_requeue_comes_back_as_it_was() throws Exception {
    Queue queue = fixture().queue("requeued");
    fixture().publish(queue, "one");
    Consumer consumer = fixture().consumer(1, queue);
    Delivery first = receive(consumer);
    assertThat(first.reject(true)).isTrue();

    Delivery second = receive(consumer);
    assertThat(text(second)).isEqualTo("one");
    assertThat(second.info().redelivered()).isTrue();
    assertThat(second.info().queue()).isEqualTo(queue.name());
    assertThat(second.info().routingKey()).isEqualTo(first.info().routingKey());
    assertThat(second.message().contentType()).isEqualTo(first.message().contentType());
    assertThat(second.message().headers()).containsAllEntriesOf(first.message().headers());
    assertThat(second.ack()).isTrue();
    consumer.close();
    fixture().expectEmpty(queue);
  }

  @Test
  default void a_requeued_message_waits_in_its_place() throws Exception {
    Queue queue = fixture().queue("position");
    fixture().publish(queue, "1", "2", "3");
    Consumer consumer = fixture().consumer(1, queue);
    Delivery first = receive(consumer);
    // So that no other is fetched before it is back: RabbitMQ makes room and requeues at once.
    consumer.cancel(queue.name());
    first.reject(true);
    consumer.consume(queue);
    Delivery next = receive(consumer);
    next.ack();

    boolean front = traits().requeuedTo() == RequeuePosition.FRONT;
    assertThat(text(next)).isEqualTo(front ? "1" : "2");
    Delivery afterwards = receive(consumer);
    afterwards.ack();
    assertThat(text(afterwards)).isEqualTo(front ? "2" : "3");
  }

  @Test
  default void a_message_can_be_requeued_many_times() throws Exception {
    Queue queue = fixture().queue("many-times");
    fixture().publish(queue, "one");
    Consumer consumer = fixture().consumer(1, queue);
    for (int i = 0; i < 30; i++) {
      assertThat(receive(consumer).reject(true)).isTrue();
    }
    assertThat(take(consumer, 1)).containsExactly("one");
    fixture().expectNothing(consumer);
  }

  @Test
  default void only_the_first_settlement_counts() throws Exception {
    Queue queue = fixture().queue("once");
    fixture().publish(queue, "acked", "dropped", "requeued");
    Consumer consumer = fixture().consumer(0, queue);
    List<Delivery> received = receive(consumer, 3);
    received.get(0).ack();
    received.get(0).reject(true);
    received.get(0).ack();
    received.get(1).reject(false);
    received.get(1).reject(true);
    received.get(2).reject(true);
    received.get(2).ack();
    received.get(2).reject(true);
    consumer.ack(received);

    assertThat(take(consumer, 1)).containsExactly("requeued");
    fixture().expectNothing(consumer);
    consumer.close();
    fixture().expectEmpty(queue);
  }

  @Test
  default void many_are_acknowledged_at_once() throws Exception {
    Queue queue = fixture().queue("bulk");
    List<String> texts = IntStream.range(0, 300).mapToObj(Integer::toString).toList();
    fixture().publishAll(queue, texts);
    Consumer consumer = fixture().consumer(0, queue);
    List<Delivery> received = receive(consumer, 300);
    received.get(7).ack();
    assertThat(consumer.ack(received.subList(0, 299))).isEmpty();
    assertThat(consumer.ack(List.of())).isEmpty();
    consumer.close();

    assertThat(take(fixture().consumer(0, queue), 1)).containsExactly("299");
    fixture().expectEmpty(queue);
  }

  @Test
  default void deliveries_are_settled_from_many_threads() throws Exception {
    Queue queue = fixture().queue("threads");
    List<String> texts = IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
    fixture().publishAll(queue, texts);
    Consumer consumer = fixture().consumer(0, queue);
    List<Future<Boolean>> settled =
        receive(consumer, 1000).stream()
            .map(delivery -> fixture().inBackground(() -> settle(delivery)))
            .toList();
    assertThat(settled).allSatisfy(future -> assertThat(TransportFixture.await(future)).isTrue());

    List<String> requeued = texts.stream().filter(text -> text.endsWith("7")).toList();
    assertThat(take(consumer, requeued.size())).containsExactlyInAnyOrderElementsOf(requeued);
    consumer.close();
    fixture().expectEmpty(queue);
  }

  private static boolean settle(Delivery delivery) {
    return switch (text(delivery).charAt(text(delivery).length() - 1)) {
      case '7' -> delivery.reject(true);
      case '8' -> delivery.reject(false);
      default -> delivery.ack();
    };
  }

  @Test
  default void a_delivery_is_stale_once_its_consumer_has_closed() throws Exception {
    Queue queue = fixture().queue("stale");
    fixture().publish(queue, "1", "2", "3");
    Consumer consumer = fixture().consumer(0, queue);
    List<Delivery> received = receive(consumer, 3);
    assertThat(received).noneMatch(Delivery::stale);
    consumer.close();

    assertThat(received).allMatch(Delivery::stale);
    assertThat(received.get(0).ack()).isFalse();
    assertThat(received.get(1).reject(false)).isFalse();
    assertThat(consumer.ack(List.of(received.get(2)))).containsExactly(received.get(2));
    assertThat(take(fixture().consumer(0, queue), 3)).containsExactlyInAnyOrder("1", "2", "3");
    fixture().expectEmpty(queue);
  }
}
