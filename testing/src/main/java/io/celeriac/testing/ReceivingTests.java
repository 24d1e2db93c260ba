package io.celeriac.testing;

import static io.celeriac.testing.TransportFixture.receive;
import static io.celeriac.testing.TransportFixture.take;
import static io.celeriac.testing.TransportFixture.text;
import static io.celeriac.testing.TransportFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Of {@link TransportContract}: waiting for messages, and choosing the queues they come from. */
interface ReceivingTests extends TransportTests {

  @Test
  default void receive_returns_empty_when_its_time_is_up() throws Exception {
    Consumer consumer = fixture().consumer(0, fixture().queue("empty"));
    long before = System.nanoTime();
    List<Delivery> received = consumer.receive(10, Duration.ofMillis(300));
    Duration elapsed = Duration.ofNanos(System.nanoTime() - before);

    assertThat(received).isEmpty();
    assertThat(elapsed).isBetween(Duration.ofMillis(250), TransportFixture.PATIENCE);
  }

  @Test
  default void receive_without_a_wait_returns_at_once() throws Exception {
    Consumer consumer = fixture().consumer(0, fixture().queue("empty"));
    Future<List<Delivery>> received = fixture().inBackground(new Waiter(consumer, Duration.ZERO));

    assertThat(TransportFixture.await(received)).isEmpty();
  }

  @Test
  default void receive_returns_promptly_when_a_message_comes() throws Exception {
    Queue queue = fixture().queue("prompt");
    Consumer consumer = fixture().consumer(0, queue);
    Waiter waiter = new Waiter(consumer, Duration.ofMinutes(1));
    Future<List<Delivery>> received = fixture().inBackground(waiter);
    waiter.awaitWaiting();
    fixture().publish(queue, "one");

    // Long before its own minute is up.
    assertThat(texts(TransportFixture.await(received))).containsExactly("one");
  }

  @Test
  default void receive_takes_no_more_than_it_is_asked_for() throws Exception {
    Queue queue = fixture().queue("max");
    fixture().publish(queue, "1", "2", "3");
    Consumer consumer = fixture().consumer(0, queue);

    assertThat(consumer.receive(2, TransportFixture.PATIENCE)).hasSizeBetween(1, 2);
    assertThat(consumer.receive(1, TransportFixture.PATIENCE)).hasSize(1);
  }

  @Test
  default void a_delivery_tells_where_it_comes_from() throws Exception {
    Queue queue = fixture().queue("info");
    fixture().publish(queue, "one");

    Delivery delivery = receive(fixture().consumer(0, queue));
    assertThat(delivery.info().exchange()).isEmpty();
    assertThat(delivery.info().routingKey()).isEqualTo(queue.name());
    assertThat(delivery.info().queue()).isEqualTo(queue.name());
    assertThat(delivery.info().redelivered()).isFalse();
  }

  @Test
  default void one_consumer_reads_several_queues() throws Exception {
    Queue a = fixture().queue("a");
    Queue b = fixture().queue("b");
    Queue c = fixture().queue("c");
    Consumer consumer = fixture().consumer(0, a, b, c);
    fixture().publish(a, "a");
    fixture().publish(b, "b");
    fixture().publish(c, "c");

    List<Delivery> received = receive(consumer, 3);
    assertThat(texts(received)).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(received)
        .allSatisfy(delivery ->
            assertThat(delivery.info().queue()).isEqualTo(fixture().name(text(delivery))));
  }

  @Test
  default void consuming_declares_the_queue() throws Exception {
    Queue queue = Queue.of(fixture().name("by-consumer"));
    Consumer consumer = fixture().consumer(0, queue);
    fixture().publish(queue, "one");

    assertThat(take(consumer, 1)).containsExactly("one");
  }

  @Test
  default void a_queue_can_be_added_while_receive_waits() throws Exception {
    Queue first = fixture().queue("first");
    Queue second = fixture().queue("second");
    fixture().publish(second, "waiting there");
    Consumer consumer = fixture().consumer(0, first);
    Waiter waiter = new Waiter(consumer, Duration.ofMinutes(1));
    Future<List<Delivery>> received = fixture().inBackground(waiter);
    waiter.awaitWaiting();
    consumer.consume(second);

    assertThat(texts(TransportFixture.await(received))).containsExactly("waiting there");
  }

  @Test
  default void a_queue_that_is_consumed_twice_is_read_once() throws Exception {
    Queue queue = fixture().queue("twice");
    Consumer consumer = fixture().consumer(2, queue, queue);
    fixture().publish(queue, "1", "2", "3");

    assertThat(texts(receive(consumer, 2))).containsExactly("1", "2");
    fixture().expectNothing(consumer);
    consumer.cancel(queue.name());
    consumer.close();
    assertThat(texts(receive(fixture().consumer(0, queue), 3)))
        .containsExactlyInAnyOrder("1", "2", "3");
  }

  @Test
  default void a_cancelled_queue_is_read_no_more_and_the_others_are() throws Exception {
    Queue left = fixture().queue("left");
    Queue kept = fixture().queue("kept");
    Consumer consumer = fixture().consumer(0, left, kept);
    fixture().publish(left, "before");
    assertThat(take(consumer, 1)).containsExactly("before");
    consumer.cancel(left.name());
    fixture().publish(left, "after");
    fixture().publish(kept, "kept");

    assertThat(take(consumer, 1)).containsExactly("kept");
    fixture().expectNothing(consumer);
    assertThat(take(fixture().consumer(0, left), 1)).containsExactly("after");
  }

  @Test
  default void cancel_keeps_what_was_received() throws Exception {
    Queue queue = fixture().queue("cancelled");
    fixture().publish(queue, "1", "2");
    Consumer consumer = fixture().consumer(0, queue);
    List<Delivery> received = receive(consumer, 2);
    consumer.cancel(queue.name());

    assertThat(received.getFirst().stale()).isFalse();
    fixture().expectEmpty(queue);
    assertThat(received.getFirst().ack()).isTrue();
    assertThat(received.getLast().ack()).isTrue();
    consumer.close();
    fixture().expectEmpty(queue);
  }

  @Test
  default void cancel_loses_nothing_that_was_fetched_and_not_received() throws Exception {
    Queue queue = fixture().queue("fetched");
    List<String> texts = IntStream.range(0, 20).mapToObj(Integer::toString).toList();
    fixture().publishAll(queue, texts);
    Consumer consumer = fixture().consumer(10, queue);
    List<String> got = new ArrayList<>(take(consumer, 1));
    consumer.cancel(queue.name());
    List<Delivery> more = consumer.receive(20, Duration.ofMillis(300));
    got.addAll(texts(more));
    consumer.ack(more);
    consumer.close();

    Consumer next = fixture().consumer(0, queue);
    got.addAll(take(next, texts.size() - got.size()));
    assertThat(got).containsExactlyInAnyOrderElementsOf(texts);
    fixture().expectNothing(next);
  }

  @Test
  default void cancelling_a_queue_that_is_not_read_does_nothing() throws Exception {
    Queue queue = fixture().queue("read");
    Consumer consumer = fixture().consumer(0, queue);
    consumer.cancel(fixture().name("never-read"));
    fixture().publish(queue, "one");

    assertThat(take(consumer, 1)).containsExactly("one");
  }

  @Test
  default void two_consumers_share_a_queue() throws Exception {
    Queue queue = fixture().queue("shared");
    Consumer one = fixture().consumer(5, queue);
    Consumer other = fixture().consumer(fixture().openAnother(), 5, queue);
    List<String> texts = IntStream.range(0, 100).mapToObj(Integer::toString).toList();
    fixture().publishAll(queue, texts);
    List<String> byOne = new ArrayList<>();
    List<String> byOther = new ArrayList<>();
    Awaitility.await()
        .atMost(TransportFixture.PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> {
          List<Delivery> mine = one.receive(5, Duration.ofMillis(50));
          byOne.addAll(texts(mine));
          List<Delivery> its = other.receive(5, Duration.ofMillis(50));
          byOther.addAll(texts(its));
          one.ack(mine);
          other.ack(its);
          return byOne.size() + byOther.size() >= texts.size();
        });

    assertThat(byOne).isNotEmpty();
    assertThat(byOther).isNotEmpty();
    assertThat(Stream.concat(byOne.stream(), byOther.stream()))
        .containsExactlyInAnyOrderElementsOf(texts);
  }

  @Test
  default void a_waiting_receive_can_be_interrupted() throws Exception {
    Queue queue = fixture().queue("interrupted");
    Consumer consumer = fixture().consumer(0, queue);
    CountDownLatch interrupted = new CountDownLatch(1);
    Waiter waiter = new Waiter(consumer, Duration.ofMinutes(1));
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                waiter.call();
              } catch (InterruptedException expected) {
                interrupted.countDown();
              }
            });
    waiter.awaitWaiting();
    thread.interrupt();
    thread.join(TransportFixture.PATIENCE);
    assertThat(interrupted.getCount()).as("receives that were not interrupted").isZero();

    // Whoever interrupts closes; what comes later goes to whoever reads next.
    consumer.close();
    fixture().publish(queue, "one");
    assertThat(take(fixture().consumer(0, queue), 1)).containsExactly("one");
  }
}
