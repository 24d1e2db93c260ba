package io.celeriac.testing;

import static io.celeriac.testing.TransportFixture.receive;
import static io.celeriac.testing.TransportFixture.text;
import static io.celeriac.testing.TransportFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of {@link TransportContract}: how many unsettled messages a consumer may hold. */
interface PrefetchTests extends TransportTests {

  private Queue filled(String name, int messages) {
    Queue queue = fixture().queue(name);
    fixture().publishAll(queue, IntStream.range(0, messages).mapToObj(Integer::toString).toList());
    return queue;
  }

  @Test
  default void a_consumer_holds_no_more_than_its_limit() throws Exception {
    Consumer consumer = fixture().consumer(3, filled("limit", 20));
    List<Delivery> held = receive(consumer, 3);
    fixture().expectNothing(consumer);

    held.get(1).ack();
    assertThat(texts(receive(consumer, 1))).containsExactly("3");
    fixture().expectNothing(consumer);
    held.get(0).reject(false);
    assertThat(texts(receive(consumer, 1))).containsExactly("4");
    fixture().expectNothing(consumer);
    consumer.ack(List.of(held.get(2)));
    assertThat(texts(receive(consumer, 1))).containsExactly("5");
    fixture().expectNothing(consumer);
  }

  @Test
  default void nothing_comes_while_there_is_no_memory_for_it() throws Exception {
    AtomicBoolean full = new AtomicBoolean();
    Consumer consumer = fixture().consumer(0);
    consumer.pauseWhile(full::get);
    Queue queue = fixture().queue("paused");
    consumer.consume(queue);
    fixture().publishAll(queue, List.of("0"));
    assertThat(texts(receive(consumer, 1))).containsExactly("0");
    full.set(true);
    fixture().publishAll(queue, List.of("1", "2", "3"));
    fixture().expectNothing(consumer);
    full.set(false);
    assertThat(texts(receive(consumer, 3))).containsExactly("1", "2", "3");
  }

  @Test
  default void a_consumer_that_waits_for_memory_can_be_told_things_and_closed() throws Exception {
    Queue queue = filled("paused-closed", 5);
    Consumer consumer = fixture().consumer(0);
    consumer.pauseWhile(() -> true);
    consumer.consume(queue);
    consumer.prefetch(3);
    consumer.cancel(queue.name());
    consumer.close();
    assertThat(receive(fixture().consumer(0, queue), 5)).hasSize(5);
  }

  @Test
  default void zero_is_no_limit() throws Exception {
    Consumer consumer = fixture().consumer(0, filled("unlimited", 500));
    assertThat(receive(consumer, 500)).hasSize(500);
  }

  @Test
  default void a_raised_limit_lets_more_come() throws Exception {
    Queue queue = filled("raised", 20);
    Consumer consumer = fixture().consumer(2, queue);
    receive(consumer, 2);
    fixture().expectNothing(consumer);
    consumer.prefetch(5);
    if (consumer.prefetchIsAdjustable()) {
      receive(consumer, 3);
      fixture().expectNothing(consumer);
      consumer.prefetch(0);
      receive(consumer, 15);
    } else {
      // Only queues that are consumed from now on have the new limit.
      fixture().expectNothing(consumer);
      consumer.consume(filled("raised-later", 20));
      receive(consumer, 5);
      fixture().expectNothing(consumer);
    }
  }

  @Test
  default void a_limit_is_raised_while_receive_waits() throws Exception {
    Consumer consumer = fixture().consumer(1, filled("raised-waiting", 3));
    receive(consumer);
    if (consumer.prefetchIsAdjustable()) {
      Waiter waiter = new Waiter(consumer, Duration.ofMinutes(1));
      Future<List<Delivery>> received = fixture().inBackground(waiter);
      waiter.awaitWaiting();
      consumer.prefetch(2);
      assertThat(texts(TransportFixture.await(received))).containsExactly("1");
    } else {
      consumer.prefetch(2);
      fixture().expectNothing(consumer);
    }
  }

  @Test
  default void a_settlement_lets_a_waiting_receive_go_on() throws Exception {
    Consumer consumer = fixture().consumer(1, filled("settled-waiting", 4));
    Delivery held = receive(consumer);
    List<Predicate<Delivery>> settlements =
        List.of(
            Delivery::ack,
            delivery -> delivery.reject(false),
            delivery -> consumer.ack(List.of(delivery)).isEmpty());
    for (Predicate<Delivery> settlement : settlements) {
      Waiter waiter = new Waiter(consumer, Duration.ofMinutes(1));
      Future<List<Delivery>> received = fixture().inBackground(waiter);
      waiter.awaitWaiting();
      assertThat(settlement.test(held)).isTrue();
      held = TransportFixture.await(received).getFirst();
    }
    assertThat(text(held)).isEqualTo("3");
  }

  @Test
  default void a_lowered_limit_holds_back_until_enough_is_settled() throws Exception {
    Consumer consumer = fixture().consumer(5, filled("lowered", 20));
    List<Delivery> held = receive(consumer, 5);
    consumer.prefetch(2);
    consumer.ack(held.subList(0, 3));
    if (consumer.prefetchIsAdjustable()) {
      fixture().expectNothing(consumer);
      held.get(3).ack();
      receive(consumer, 1);
      fixture().expectNothing(consumer);
    } else {
      receive(consumer, 3);
      fixture().expectNothing(consumer);
    }
  }

  @Test
  default void the_limit_is_over_all_queues_or_for_each() throws Exception {
    Consumer consumer = fixture().consumer(3, filled("one", 10), filled("two", 10));
    receive(consumer, traits().sharesPrefetch() ? 3 : 6);
    fixture().expectNothing(consumer);
  }

  @Test
  default void each_consumer_has_its_own_limit() throws Exception {
    Queue queue = filled("own", 10);
    Consumer one = fixture().consumer(3, queue);
    receive(one, 3);
    Consumer other = fixture().consumer(4, queue);
    receive(other, 4);

    fixture().expectNothing(one);
    fixture().expectNothing(other);
  }
}
