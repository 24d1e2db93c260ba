package io.celeriac.testing;

import static io.celeriac.testing.TransportFixture.receive;
import static io.celeriac.testing.TransportFixture.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Of {@link TransportContract}: what is in a queue and is no message harms nothing. */
interface MalformedItemTests extends TransportTests {

  /** What to try; none where the broker's protocol carries messages whole. */
  List<MalformedItem> malformedItems();

  @TestFactory
  default Stream<DynamicTest> what_is_no_message_is_delivered_with_its_defect() {
    return malformedItems().stream()
        .map(item -> DynamicTest.dynamicTest(item.description(), () -> tryOut(item)));
  }

  private void tryOut(MalformedItem item) throws Exception {
    Queue queue = fixture().queue("malformed-" + malformedItems().indexOf(item));
    fixture().publish(queue, "before");
    item.put().accept(queue);
    fixture().publish(queue, "after");
    Consumer consumer = fixture().consumer(0, queue);

    assertThat(take(consumer, 1)).containsExactly("before");
    Delivery malformed = receive(consumer);
    assertThat(malformed.defect()).as("defect of: %s", item.description()).isPresent();
    assertThat(malformed.info().queue()).isEqualTo(queue.name());
    assertThat(malformed.reject(false)).isTrue();
    assertThat(take(consumer, 1)).containsExactly("after");
    consumer.close();
    fixture().expectEmpty(queue);
  }
}
