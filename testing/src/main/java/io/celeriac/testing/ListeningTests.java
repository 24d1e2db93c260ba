package io.celeriac.testing;

import static io.celeriac.testing.TransportFixture.await;
import static io.celeriac.testing.TransportFixture.message;
import static io.celeriac.testing.TransportFixture.receive;
import static io.celeriac.testing.TransportFixture.text;
import static io.celeriac.testing.TransportFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Exchange;
import io.celeriac.ExchangeType;
import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of {@link TransportContract}: queues that are listened to, whose messages need no settling. */
interface ListeningTests extends TransportTests {

  @Test
  default void a_queue_that_is_listened_to_is_received_beside_the_others() throws Exception {
    Queue tasks = fixture().queue("tasks");
    Queue commands = commands("node");
    Consumer consumer = fixture().consumer(1, tasks);
    consumer.listen(commands);
    broadcast(commands, "command");
    fixture().publish(tasks, "task");

    List<Delivery> received = receive(consumer, 2);
    assertThat(received)
        .allSatisfy(delivery ->
            assertThat(delivery.info().queue())
                .isEqualTo(text(delivery).equals("task") ? tasks.name() : commands.name()));
  }

  @Test
  default void what_is_heard_counts_for_no_limit_and_is_settled_already() throws Exception {
    Queue tasks = fixture().queue("tasks");
    Queue commands = commands("node");
    Consumer consumer = fixture().consumer(1, tasks);
    consumer.listen(commands);
    fixture().publish(tasks, "held", "waits");
    Delivery held = receive(consumer);
    for (int i = 0; i < 5; i++) {
      broadcast(commands, "command " + i);
    }

    List<Delivery> heard = receive(consumer, 5);
    assertThat(texts(heard))
        .containsExactly("command 0", "command 1", "command 2", "command 3", "command 4");
    assertThat(heard).noneMatch(Delivery::stale);
    assertThat(heard.getFirst().ack()).isTrue();
    assertThat(consumer.ack(heard)).isEmpty();
    fixture().expectNothing(consumer);
    assertThat(held.ack()).isTrue();
    assertThat(texts(receive(consumer, 1))).containsExactly("waits");
  }

  @Test
  default void what_was_heard_does_not_come_again() throws Exception {
    Queue commands = commands("node");
    Consumer consumer = fixture().consumer(0);
    consumer.listen(commands);
    broadcast(commands, "once");
    assertThat(texts(receive(consumer, 1))).containsExactly("once");
    consumer.abandon();

    Consumer next = fixture().consumer(0);
    next.listen(commands);
    fixture().expectNothing(next);
  }

  @Test
  default void a_command_is_received_before_the_task_that_was_sent_after_it() throws Exception {
    Queue tasks = fixture().queue("tasks");
    Queue commands = commands("node");
    Consumer consumer = fixture().consumer(0, tasks);
    consumer.listen(commands);

    for (int i = 0; i < 200; i++) {
      broadcast(commands, "command " + i);
      fixture().publish(tasks, "task " + i);
      assertThat(texts(receive(consumer, 2))).containsExactly("command " + i, "task " + i);
    }
  }

  @Test
  default void a_queue_is_listened_to_until_it_is_cancelled() throws Exception {
    Queue tasks = fixture().queue("tasks");
    Queue commands = commands("node");
    Consumer consumer = fixture().consumer(0, tasks);
    consumer.listen(commands);
    broadcast(commands, "heard");
    assertThat(texts(receive(consumer, 1))).containsExactly("heard");
    consumer.cancel(commands.name());
    broadcast(commands, "not heard");
    fixture().publish(tasks, "task");

    assertThat(texts(receive(consumer, 1))).containsExactly("task");
    fixture().expectNothing(consumer);
  }

  @Test
  default void listening_keeps_up_with_many_commands() throws Exception {
    Queue commands = commands("node");
    Consumer consumer = fixture().consumer(1);
    consumer.listen(commands);
    List<String> texts = IntStream.range(0, 500).mapToObj(i -> "command " + i).toList();
    for (String text : texts) {
      broadcast(commands, text);
    }

    assertThat(texts(receive(consumer, texts.size()))).isEqualTo(texts);
  }

  private Queue commands(String suffix) {
    Exchange exchange =
        new Exchange(fixture().name("commands"), ExchangeType.FANOUT, false, false, Map.of());
    return new Queue(fixture().name(suffix), exchange, "", false, false, true, Map.of(), Map.of());
  }

  private void broadcast(Queue commands, String text) {
    await(fixture().transport().producer().broadcast(commands.exchange(), "", message(text)));
  }
}
