package io.celeriac.testing;

import static io.celeriac.testing.TransportFixture.message;
import static io.celeriac.testing.TransportFixture.receive;
import static io.celeriac.testing.TransportFixture.take;
import static io.celeriac.testing.TransportFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Publication;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of {@link TransportContract}: exchanges, bindings, and who gets a copy. */
interface RoutingTests extends TransportTests {

  private void publish(Exchange exchange, String routingKey, String text) {
    fixture().publish(new Publication(message(text), exchange.name(), routingKey));
  }

  @Test
  default void a_direct_exchange_delivers_by_equal_keys() throws Exception {
    Exchange exchange = Exchange.direct(fixture().name("direct"));
    Queue red = fixture().queue("red", exchange, "red");
    Queue blue = fixture().queue("blue", exchange, "blue");
    Queue alsoRed = fixture().queue("also-red", exchange, "red");
    publish(exchange, "red", "r");
    publish(exchange, "blue", "b");

    Delivery delivery = receive(fixture().consumer(0, red));
    assertThat(delivery.info().exchange()).isEqualTo(exchange.name());
    assertThat(delivery.info().routingKey()).isEqualTo("red");
    assertThat(delivery.info().queue()).isEqualTo(red.name());
    assertThat(take(fixture().consumer(0, blue), 1)).containsExactly("b");
    assertThat(take(fixture().consumer(0, alsoRed), 1)).containsExactly("r");
    delivery.ack();
    fixture().expectEmpty(red, blue, alsoRed);
  }

  @Test
  default void the_default_exchange_delivers_by_the_name_of_the_queue_alone() throws Exception {
    Exchange exchange = Exchange.direct(fixture().name("direct"));
    Queue queue = fixture().queue("named", exchange, fixture().name("other"));
    Queue other = fixture().queue("other");
    fixture().publish(other, "one");

    assertThat(take(fixture().consumer(0, other), 1)).containsExactly("one");
    fixture().expectEmpty(queue);
  }

  @Test
  default void a_queue_may_be_bound_to_several_exchanges() throws Exception {
    Exchange one = Exchange.direct(fixture().name("one"));
    Exchange other = Exchange.topic(fixture().name("other"));
    Queue queue = fixture().queue("bound", one, "k");
    fixture().queue("bound", other, "a.*");
    publish(one, "k", "1");
    publish(other, "a.b", "2");

    assertThat(take(fixture().consumer(0, queue), 2)).containsExactlyInAnyOrder("1", "2");
  }

  @Test
  default void a_topic_exchange_delivers_by_patterns_of_words() throws Exception {
    Exchange exchange = Exchange.topic(fixture().name("topic"));
    boolean none = traits().hashMatchesNoWord();
    List<Binding> bindings =
        List.of(
            binding("a.b", "a.b"),
            binding("a.*", "a.b", "a.x-y_z"),
            binding("*.b", "a.b"),
            none
                ? binding("a.#", "a", "a.b", "a.b.c", "a.x-y_z")
                : binding("a.#", "a.b", "a.b.c", "a.x-y_z"),
            none ? binding("#.c", "a.b.c", "c") : binding("#.c", "a.b.c"),
            binding("#", "a", "a.b", "a.b.c", "a.x-y_z", "axb", "c"),
            binding("*", "a", "axb", "c"),
            binding("*.*.c", "a.b.c"),
            binding("a.#.c", "a.b.c"));
    List<Queue> queues = new ArrayList<>();
    for (Binding binding : bindings) {
      queues.add(fixture().queue("topic-" + queues.size(), exchange, binding.pattern()));
    }
    for (String key : List.of("a", "a.b", "a.b.c", "a.x-y_z", "axb", "c")) {
      publish(exchange, key, key);
    }

    for (int i = 0; i < bindings.size(); i++) {
      Consumer consumer = fixture().consumer(0, queues.get(i));
      List<String> keys = bindings.get(i).keys();
      assertThat(take(consumer, keys.size()))
          .as("keys that %s matches", bindings.get(i).pattern())
          .containsExactlyElementsOf(keys);
      fixture().expectNothing(consumer);
    }
  }

  /** A pattern and the keys that it matches, in the order in which they are published. */
  record Binding(String pattern, List<String> keys) {}

  private static Binding binding(String pattern, String... keys) {
    return new Binding(pattern, List.of(keys));
  }

  @Test
  default void a_fanout_exchange_delivers_to_every_reader() throws Exception {
    Exchange exchange = Exchange.fanout(fixture().name("fanout"));
    Exchange elsewhere = Exchange.fanout(fixture().name("elsewhere"));
    Queue one = Queue.of(fixture().name("one"), exchange, "");
    Queue other = Queue.of(fixture().name("other"), exchange, "");
    Queue apart = Queue.of(fixture().name("apart"), elsewhere, "");
    Consumer reader = fixture().consumer(0, one);
    Consumer another = fixture().consumer(fixture().openAnother(), 0, other);
    Consumer stranger = fixture().consumer(0, apart);
    publish(exchange, "", "for all");
    publish(exchange, "", "of you");

    List<Delivery> received = receive(reader, 2);
    assertThat(texts(received)).containsExactly("for all", "of you");
    assertThat(received.getFirst().info().exchange()).isEqualTo(exchange.name());
    assertThat(received.getFirst().info().queue()).isEqualTo(one.name());
    assertThat(reader.ack(received)).isEmpty();
    assertThat(take(another, 2)).containsExactly("for all", "of you");
    fixture().expectNothing(stranger);
    fixture().expectNothing(reader);
  }

  @Test
  default void fanout_to_an_absent_reader_waits_or_is_gone() throws Exception {
    Exchange exchange = Exchange.fanout(fixture().name("fanout"));
    Queue queue = Queue.of(fixture().name("absent"), exchange, "");
    Consumer before = fixture().consumer(0, queue);
    before.close();
    Queue present = Queue.of(fixture().name("present"), exchange, "");
    Consumer witness = fixture().consumer(0, present);
    publish(exchange, "", "meanwhile");
    assertThat(take(witness, 1)).containsExactly("meanwhile");

    Consumer back = fixture().consumer(0, queue);
    if (traits().keepsFanoutForAbsent()) {
      assertThat(take(back, 1)).containsExactly("meanwhile");
    }
    fixture().expectNothing(back);
  }

  @Test
  default void the_copies_of_a_message_are_settled_each_for_itself() throws Exception {
    Exchange exchange = Exchange.direct(fixture().name("copies"));
    Queue one = fixture().queue("one", exchange, "k");
    Queue other = fixture().queue("other", exchange, "k");
    publish(exchange, "k", "copied");
    Consumer consumer = fixture().consumer(0, one, other);
    List<Delivery> copies = receive(consumer, 2);
    assertThat(copies).extracting(copy -> copy.info().queue()).doesNotHaveDuplicates();
    assertThat(copies.getFirst().ack()).isTrue();
    String unsettled = copies.getLast().info().queue();
    consumer.close();

    boolean isOne = one.name().equals(unsettled);
    assertThat(take(fixture().consumer(0, isOne ? one : other), 1)).containsExactly("copied");
    fixture().expectEmpty(one, other);
  }
}
