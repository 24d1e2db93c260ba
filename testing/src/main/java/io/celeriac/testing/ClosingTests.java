package io.celeriac.testing;

import static io.celeriac.testing.TransportFixture.failureOf;
import static io.celeriac.testing.TransportFixture.message;
import static io.celeriac.testing.TransportFixture.receive;
import static io.celeriac.testing.TransportFixture.take;
import static io.celeriac.testing.TransportFixture.texts;
import static io.celeriac.testing.TransportFixture.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Of {@link TransportContract}: closing in every order, and what is left then. */
interface ClosingTests extends TransportTests {

  private static void expectClosed(ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(BrokerException.class))
        .extracting(BrokerException::problem)
        .isEqualTo(Problem.CLOSED);
  }

  @Test
  default void closing_a_consumer_ends_its_waiting_receive() throws Exception {
    Queue queue = fixture().queue("waiting");
    Consumer consumer = fixture().consumer(0, queue);
    Waiter waiter = new Waiter(consumer, Duration.ofMinutes(1));
    Future<List<Delivery>> received = fixture().inBackground(waiter);
    waiter.awaitWaiting();
    consumer.close();

    assertThat(failureOf(received).problem()).isEqualTo(Problem.CLOSED);
    fixture().publish(queue, "one");
    assertThat(take(fixture().consumer(0, queue), 1)).containsExactly("one");
  }

  @Test
  default void a_closed_consumer_says_so() {
    Queue queue = fixture().queue("closed");
    Consumer consumer = fixture().consumer(0, queue);
    consumer.close();

    expectClosed(() -> consumer.receive(1, Duration.ZERO));
    expectClosed(() -> consumer.consume(queue));
  }

  @Test
  default void a_closed_transport_says_so() {
    Queue queue = fixture().queue("closed");
    Transport transport = fixture().openAnother();
    Producer producer = transport.producer();
    TransportFixture.await(producer.publish(to(queue, message("before"))));
    transport.close();

    assertThat(failureOf(producer.publish(to(queue, message("after")))).problem())
        .isEqualTo(Problem.CLOSED);
    assertThat(producer.publishAll(List.of(to(queue, message("after")))))
        .allSatisfy(confirm -> assertThat(failureOf(confirm).problem()).isEqualTo(Problem.CLOSED));
    expectClosed(() -> producer.declare(queue));
    expectClosed(transport::connectConsumer);
  }

  @Test
  default void closing_twice_does_nothing() {
    Transport transport = fixture().openAnother();
    Consumer consumer = fixture().consumer(transport, 0, fixture().queue("twice"));
    consumer.close();
    consumer.close();
    consumer.abandon();
    transport.close();
    transport.close();
    consumer.close();

    assertThat(transport.displayUrl()).isNotBlank();
  }

  @Test
  default void an_unused_transport_closes_without_ever_having_connected() {
    Transport transport = fixture().openAnother();
    transport.close();

    expectClosed(transport::connectConsumer);
  }

  @Test
  default void closing_a_transport_closes_its_consumers() throws Exception {
    Queue queue = fixture().queue("with-transport");
    fixture().publish(queue, "held");
    Transport transport = fixture().openAnother();
    Consumer consumer = fixture().consumer(transport, 0, queue);
    Delivery delivery = receive(consumer);
    Waiter waiter = new Waiter(consumer, Duration.ofMinutes(1));
    Future<List<Delivery>> waiting = fixture().inBackground(waiter);
    waiter.awaitWaiting();
    transport.close();

    assertThat(failureOf(waiting).problem()).isEqualTo(Problem.CLOSED);
    assertThat(delivery.stale()).isTrue();
    assertThat(take(fixture().consumer(0, queue), 1)).containsExactly("held");
  }

  @Test
  default void closing_one_consumer_leaves_the_others() throws Exception {
    Queue queue = fixture().queue("others");
    Consumer one = fixture().consumer(1, queue);
    Consumer other = fixture().consumer(1, queue);
    one.close();
    fixture().publish(queue, "1", "2");

    assertThat(take(other, 1)).containsExactly("1");
    assertThat(take(other, 1)).containsExactly("2");
  }

  @Test
  default void what_an_abandoned_consumer_held_comes_back_or_can_still_be_settled()
      throws Exception {
    Queue queue = fixture().queue("abandoned");
    fixture().publish(queue, "1", "2");
    Consumer consumer = fixture().consumer(0, queue);
    List<Delivery> held = receive(consumer, 2);
    consumer.abandon();

    expectClosed(() -> consumer.receive(1, Duration.ZERO));
    if (traits().abandonReturnsAtOnce()) {
      assertThat(held).allMatch(Delivery::stale);
      assertThat(held).noneMatch(Delivery::ack);
      List<Delivery> again = receive(fixture().consumer(0, queue), 2);
      assertThat(texts(again)).containsExactlyInAnyOrder("1", "2");
      assertThat(again).allMatch(delivery -> delivery.info().redelivered());
    } else {
      assertThat(held).noneMatch(Delivery::stale);
      Consumer next = fixture().consumer(0, queue);
      fixture().expectNothing(next);
      assertThat(held).allMatch(Delivery::ack);
      fixture().expectNothing(next);
    }
  }
}
