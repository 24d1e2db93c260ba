package io.celeriac.testing;

import static io.celeriac.testing.TransportFixture.message;
import static io.celeriac.testing.TransportFixture.take;
import static io.celeriac.testing.TransportFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Queue;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Consumer;
import io.celeriac.testing.TransportTraits.PriorityOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of {@link TransportContract}: priorities, and messages whose time runs out. */
interface WaitingOrderTests extends TransportTests {

  private void publish(Queue queue, int priority, String text) {
    fixture().publish(to(queue, message(text, MessageProperties.of().withPriority(priority))));
  }

  private List<String> oneByOne(Queue queue, int count) throws InterruptedException {
    Consumer consumer = fixture().consumer(1, queue);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.addAll(take(consumer, 1));
    }
    return texts;
  }

  @Test
  default void a_queue_with_priorities_delivers_by_them() throws Exception {
    Queue queue = fixture().declared(Queue.of(fixture().name("priorities")).withMaxPriority(10));
    publish(queue, 3, "3 first");
    publish(queue, 0, "0 first");
    publish(queue, 9, "9 first");
    publish(queue, 6, "6 first");
    publish(queue, 9, "9 second");
    publish(queue, 0, "0 second");

    assertThat(oneByOne(queue, 6))
        .containsExactlyElementsOf(
            switch (traits().priorities()) {
              case HIGH_FIRST ->
                  List.of("9 first", "9 second", "6 first", "3 first", "0 first", "0 second");
              case LOW_FIRST ->
                  List.of("0 first", "0 second", "3 first", "6 first", "9 first", "9 second");
              case NONE ->
                  List.of("3 first", "0 first", "9 first", "6 first", "9 second", "0 second");
            });
  }

  @Test
  default void a_plain_queue_has_priorities_only_where_every_queue_has() throws Exception {
    Queue queue = fixture().queue("plain");
    publish(queue, 9, "9");
    publish(queue, 0, "0");
    publish(queue, 6, "6");

    assertThat(oneByOne(queue, 3))
        .containsExactlyElementsOf(
            traits().priorities() == PriorityOrder.LOW_FIRST
                ? List.of("0", "6", "9")
                : List.of("9", "0", "6"));
  }

  @Test
  default void a_message_goes_when_its_time_is_up() throws Exception {
    Queue queue = fixture().queue("expiring");
    fixture().publish(to(queue, message("short", MessageProperties.of().withExpiration("50"))));
    fixture().publish(queue, "long");
    letPass(Duration.ofMillis(200));

    Consumer consumer = fixture().consumer(0, queue);
    if (!traits().expires()) {
      assertThat(take(consumer, 1)).containsExactly("short");
    }
    assertThat(take(consumer, 1)).containsExactly("long");
    fixture().expectNothing(consumer);
  }

  @Test
  default void a_message_goes_when_the_time_of_its_queue_is_up() throws Exception {
    Queue queue =
        fixture().declared(Queue.of(fixture().name("ttl")).withMessageTtl(Duration.ofSeconds(1)));
    fixture().publish(queue, "old");
    letPass(Duration.ofMillis(1200));

    Consumer consumer = fixture().consumer(0, queue);
    if (!traits().expires()) {
      assertThat(take(consumer, 1)).containsExactly("old");
    }
    fixture().publish(queue, "new");
    assertThat(take(consumer, 1)).containsExactly("new");
    fixture().expectNothing(consumer);
  }

  /** Lets real time pass, which is the broker's: by waiting for a message that does not come. */
  private void letPass(Duration time) throws InterruptedException {
    try (Consumer consumer = fixture().transport().connectConsumer()) {
      consumer.consume(fixture().queue("nothing-comes"));
      assertThat(consumer.receive(1, time)).isEmpty();
    }
  }
}
