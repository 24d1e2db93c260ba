package io.celeriac.testing;

import static io.celeriac.testing.TransportFixture.failureOf;
import static io.celeriac.testing.TransportFixture.message;
import static io.celeriac.testing.TransportFixture.receive;
import static io.celeriac.testing.TransportFixture.take;
import static io.celeriac.testing.TransportFixture.text;
import static io.celeriac.testing.TransportFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.BrokerException;
import io.celeriac.Queue;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Producer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Of {@link TransportContract}: what goes in at the producer comes out at the consumer. */
interface PublishingTests extends TransportTests {

  @Test
  default void every_part_of_a_message_arrives() throws Exception {
    Queue queue = fixture().queue("parts");
    Message sent =
        new Message(
            "[[2, 3], {}, {}]".getBytes(StandardCharsets.UTF_8),
            "application/json",
            "utf-8",
            Map.of("task", "proj.add", "id", "id-1"),
            MessageProperties.of()
                .withCorrelationId("id-1")
                .withReplyTo("reply-1")
                .withPriority(4)
                .withDeliveryMode(MessageProperties.PERSISTENT)
                .withExpiration("600000")
                .withOther("message_id", "m-1")
                .withOther("type", "t-1")
                .withOther("app_id", "a-1"));
    fixture().publish(to(queue, sent));

    Delivery delivery = receive(fixture().consumer(0, queue));
    Message received = delivery.message();
    assertThat(received.body()).isEqualTo(sent.body());
    assertThat(received.contentType()).isEqualTo("application/json");
    assertThat(received.contentEncoding()).isEqualTo("utf-8");
    assertThat(received.headers()).isEqualTo(sent.headers());
    assertThat(received.properties().correlationId()).isEqualTo("id-1");
    assertThat(received.properties().replyTo()).isEqualTo("reply-1");
    assertThat(received.properties().priority()).isEqualTo(4);
    assertThat(received.properties().deliveryMode()).isEqualTo(MessageProperties.PERSISTENT);
    assertThat(received.properties().expiration()).isEqualTo("600000");
    assertThat(received.properties().others())
        .containsAllEntriesOf(Map.of("message_id", "m-1", "type", "t-1", "app_id", "a-1"));
    assertThat(delivery.defect()).isEmpty();
    assertThat(delivery.stale()).isFalse();
  }

  @Test
  default void a_message_with_nothing_but_a_body_arrives() throws Exception {
    Queue queue = fixture().queue("bare");
    Message sent =
        new Message(
            new byte[] {1},
            null,
            null,
            Map.of(),
            MessageProperties.of().withDeliveryMode(MessageProperties.TRANSIENT));
    fixture().publish(to(queue, sent));

    Message received = receive(fixture().consumer(0, queue)).message();
    assertThat(received.body()).containsExactly(1);
    assertThat(received.contentType()).isNull();
    assertThat(received.contentEncoding()).isNull();
    assertThat(received.headers()).isEmpty();
    assertThat(received.properties().correlationId()).isNull();
    assertThat(received.properties().replyTo()).isNull();
    assertThat(received.properties().expiration()).isNull();
    assertThat(received.properties().deliveryMode()).isEqualTo(MessageProperties.TRANSIENT);
  }

  @Test
  default void headers_of_all_types_arrive() throws Exception {
    Map<String, @Nullable Object> inner = new LinkedHashMap<>();
    inner.put("null", null);
    inner.put("text", "x");
    inner.put("list", Arrays.asList(1, null, "two", List.of(), Map.of("deep", true)));
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put("null", null);
    headers.put("true", true);
    headers.put("false", false);
    headers.put("int", 42);
    headers.put("negative", -7);
    headers.put("long", 1L << 40);
    headers.put("longest", Long.MIN_VALUE);
    headers.put("double", 0.1);
    headers.put("whole double", 3.0);
    headers.put("huge double", 1e300);
    headers.put("empty text", "");
    headers.put("text", "Grüße, \"мир\" \n\t 漢字 😀 \u0000");
    headers.put("long text", "x".repeat(5000));
    headers.put("ключ", "name beyond ASCII");
    headers.put("empty map", Map.of());
    headers.put("empty list", List.of());
    headers.put("map", inner);
    headers.put("timelimit", Arrays.asList(null, 2.5));
    Queue queue = fixture().queue("headers");
    fixture()
        .publish(to(queue, new Message(new byte[0], "x/y", "", headers, MessageProperties.of())));

    Map<String, @Nullable Object> received =
        receive(fixture().consumer(0, queue)).message().headers();
    assertThat(PlainValues.of(received)).isEqualTo(PlainValues.of(headers));
  }

  @Test
  default void bodies_of_any_bytes_arrive() throws Exception {
    Queue queue = fixture().queue("bodies");
    byte[] everyByte = new byte[256];
    for (int i = 0; i < everyByte.length; i++) {
      everyByte[i] = (byte) i;
    }
    byte[] big = new byte[1 << 20];
    new Random(1).nextBytes(big);
    List<byte[]> bodies = List.of(new byte[0], everyByte, big);
    for (byte[] body : bodies) {
      fixture()
          .publish(
              to(
                  queue,
                  new Message(
                      body,
                      "application/data",
                      "binary",
                      Map.of("task", "t"),
                      MessageProperties.of())));
    }

    List<Delivery> received = receive(fixture().consumer(0, queue), bodies.size());
    for (int i = 0; i < bodies.size(); i++) {
      assertThat(received.get(i).message().body()).isEqualTo(bodies.get(i));
    }
  }

  @Test
  default void a_thousand_messages_arrive_in_order_and_in_batches() throws Exception {
    Queue queue = fixture().queue("thousand");
    List<String> texts = IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
    fixture().publishAll(queue, texts);

    Consumer consumer = fixture().consumer(200, queue);
    List<String> received = new ArrayList<>();
    while (received.size() < texts.size()) {
      List<Delivery> batch = consumer.receive(100, TransportFixture.PATIENCE);
      assertThat(batch).isNotEmpty().hasSizeLessThanOrEqualTo(100);
      received.addAll(TransportFixture.texts(batch));
      assertThat(consumer.ack(batch)).isEmpty();
    }
    assertThat(received).isEqualTo(texts);
    consumer.close();
    fixture().expectEmpty(queue);
  }

  @Test
  default void single_publishes_of_one_thread_keep_their_order() throws Exception {
    Queue queue = fixture().queue("order");
    Producer producer = fixture().transport().producer();
    List<Future<Void>> confirms = new ArrayList<>();
    List<String> texts = IntStream.range(0, 200).mapToObj(Integer::toString).toList();
    texts.forEach(text -> confirms.add(producer.publish(to(queue, message(text)))));
    confirms.forEach(TransportFixture::await);

    assertThat(take(fixture().consumer(0, queue), 200)).isEqualTo(texts);
  }

  @Test
  default void a_confirmed_message_outlives_the_transport_that_sent_it() throws Exception {
    Queue queue = fixture().queue("outlives");
    fixture().publish(queue, "one");
    fixture().transport().close();

    Consumer consumer = fixture().consumer(fixture().openAnother(), 0, queue);
    assertThat(text(receive(consumer))).isEqualTo("one");
  }

  @Test
  default void declaring_a_queue_again_changes_nothing() throws Exception {
    Queue queue = fixture().queue("again");
    fixture().publish(queue, "one");
    fixture().declared(queue);
    fixture().openAnother().producer().declare(queue);
    Consumer consumer = fixture().consumer(0, queue);
    fixture().declared(queue);

    assertThat(take(consumer, 1)).containsExactly("one");
    fixture().expectNothing(consumer);
  }

  @Test
  default void a_message_for_a_missing_queue_fails_or_waits_for_it() throws Exception {
    Queue missing = Queue.of(fixture().name("missing"));
    Future<Void> confirm =
        fixture().transport().producer().publish(to(missing, message("for nobody")));
    if (traits().reportsUnroutable()) {
      BrokerException failure = failureOf(confirm);
      assertThat(failure.problem()).isEqualTo(BrokerException.Problem.UNROUTABLE);
      assertThat(failure).hasMessageContaining(missing.name());
      fixture().declared(missing);
      fixture().expectEmpty(missing);
    } else {
      TransportFixture.await(confirm);
      assertThat(take(fixture().consumer(0, missing), 1)).containsExactly("for nobody");
    }
    // The producer is none the worse for it.
    Queue there = fixture().queue("there");
    fixture().publish(there, "one");
    assertThat(take(fixture().consumer(0, there), 1)).containsExactly("one");
  }
}
