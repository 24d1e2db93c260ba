package io.celeriac.testing;

import static io.celeriac.testing.TransportFixture.await;
import static io.celeriac.testing.TransportFixture.message;
import static io.celeriac.testing.TransportFixture.receive;
import static io.celeriac.testing.TransportFixture.text;
import static io.celeriac.testing.TransportFixture.texts;
import static io.celeriac.testing.TransportFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.Publication;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of {@link TransportContract}: messages that wait in the broker for a time. */
interface ParkingTests extends TransportTests {

  /** How long to park: by default enough for a broker that counts in whole seconds. */
  default Duration parkingTime() {
    return Duration.ofMillis(2500);
  }

  private static boolean park(Delivery delivery, Duration time) {
    return await(parking(delivery, time));
  }

  private static CompletableFuture<Boolean> parking(Delivery delivery, Duration time) {
    return delivery.park(Instant.now().plus(time)).orElseThrow();
  }

  @Test
  default void a_parked_message_comes_back_to_its_queue_as_it_was() throws Exception {
    Queue queue = fixture().queue("parked");
    MessageProperties properties =
        MessageProperties.of()
            .withCorrelationId("its id")
            .withReplyTo("its sender")
            .withPriority(3)
            .withOther("message_id", "its number");
    Message sent = message("later", properties);
    fixture().publish(to(queue, sent));
    Consumer consumer = fixture().consumer(1, queue);
    Delivery first = receive(consumer);

    assertThat(park(first, parkingTime())).isTrue();

    fixture().expectNothing(consumer);
    Delivery back = receive(consumer);
    assertThat(text(back)).isEqualTo("later");
    assertThat(back.message().headers()).isEqualTo(first.message().headers());
    assertThat(back.message().properties()).isEqualTo(first.message().properties());
    assertThat(back.message().contentType()).isEqualTo(sent.contentType());
    assertThat(back.info()).isEqualTo(new DeliveryInfo("", queue.name(), queue.name(), false));
    assertThat(back.ack()).isTrue();
    fixture().expectEmpty(queue);
  }

  @Test
  default void a_parked_message_is_settled() throws Exception {
    Queue queue = fixture().queue("parked");
    fixture().publish(queue, "later", "now");
    Consumer consumer = fixture().consumer(1, queue);
    Delivery delivery = receive(consumer);

    assertThat(park(delivery, Duration.ofMinutes(5))).isTrue();

    assertThat(delivery.stale()).isFalse();
    delivery.reject(true);
    assertThat(texts(receive(consumer, 1))).containsExactly("now");
    consumer.close();
    fixture().consumer(0, queue);
    assertThat(fixture().transport().producer().parked(queue).orElseThrow()).isPositive();
  }

  @Test
  default void a_settled_message_is_not_parked() throws Exception {
    Queue queue = fixture().queue("parked");
    fixture().publish(queue, "done");
    Consumer consumer = fixture().consumer(1, queue);
    Delivery delivery = receive(consumer);
    assertThat(delivery.ack()).isTrue();

    delivery.park(Instant.now().plus(parkingTime())).ifPresent(TransportFixture::await);

    assertThat(texts(consumer.receive(1, parkingTime().plusMillis(500)))).isEmpty();
  }

  @Test
  default void a_message_that_was_parked_can_be_parked_again() throws Exception {
    Queue queue = fixture().queue("parked");
    fixture().publish(queue, "again");
    Consumer consumer = fixture().consumer(1, queue);
    for (int i = 0; i < 3; i++) {
      assertThat(park(receive(consumer), Duration.ofMillis(1500))).isTrue();
    }
    assertThat(texts(receive(consumer, 1))).containsExactly("again");
  }

  @Test
  default void it_comes_back_to_the_queue_alone_that_it_came_from() throws Exception {
    Exchange exchange = Exchange.topic(fixture().name("news"));
    Queue one = fixture().queue("one", exchange, "news.#");
    Queue other = fixture().queue("other", exchange, "news.#");
    fixture().publish(new Publication(message("news"), exchange.name(), "news.today"));
    Consumer ofOne = fixture().consumer(1, one);
    Consumer ofOther = fixture().consumer(1, other);
    assertThat(receive(ofOther).ack()).isTrue();

    assertThat(park(receive(ofOne), Duration.ofMillis(1500))).isTrue();

    assertThat(texts(receive(ofOne, 1))).containsExactly("news");
    fixture().expectNothing(ofOther);
  }

  @Test
  default void equal_messages_are_parked_each_for_itself() throws Exception {
    Queue queue = fixture().queue("parked");
    List<String> texts = IntStream.range(0, 100).mapToObj(i -> "same").toList();
    fixture().publishAll(queue, texts);
    Consumer consumer = fixture().consumer(0, queue);
    List<CompletableFuture<Boolean>> parkings = new ArrayList<>();
    for (Delivery delivery : receive(consumer, texts.size())) {
      parkings.add(parking(delivery, parkingTime()));
    }
    assertThat(parkings).allMatch(TransportFixture::await);

    assertThat(texts(receive(consumer, texts.size()))).isEqualTo(texts);
  }

  @Test
  default void it_comes_back_to_another_consumer_when_the_one_that_parked_it_has_gone()
      throws Exception {
    Queue queue = fixture().queue("parked");
    fixture().publish(queue, "survivor");
    try (var another = fixture().openAnother();
        Consumer gone = fixture().consumer(another, 1, queue)) {
      assertThat(park(receive(gone), parkingTime())).isTrue();
    }
    Consumer consumer = fixture().consumer(1, queue);
    assertThat(texts(receive(consumer, 1))).containsExactly("survivor");
  }
}
