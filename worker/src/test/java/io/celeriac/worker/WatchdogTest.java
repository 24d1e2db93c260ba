package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.BrokerException;
import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Producer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is a stall and what only looks like one. Each look stands for an interval that passed. */
class WatchdogTest implements Watchdog.Watched {

  private final List<Queue> queues = new ArrayList<>(List.of(Queue.of("celery")));
  private final Map<String, Long> lengths = new HashMap<>(Map.of("celery", 5L));
  private final Watchdog watchdog =
      new Watchdog(
          Duration.ofSeconds(30),
          new Timer("unused", System::nanoTime),
          this::broker,
          () -> queues,
          this,
          () -> this.room);
  private Optional<Consumer> session = Optional.of(session());
  private long received;
  private boolean room = true;
  private int asked;
  private int abandoned;

  @Override
  public Optional<Consumer> receiving() {
    return session;
  }

  @Override
  public long received() {
    return received;
  }

  @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself
  private Consumer session() {
    return (Consumer)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "abandon" -> {
                    abandoned++;
                    yield null;
                  }
                  case "equals" -> proxy == arguments[0];
                  default -> throw new AssertionError(method);
                });
  }

  private Producer broker() {
    return (Producer)
        Proxy.newProxyInstance(
            Producer.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("waiting");
              asked++;
              Long length = lengths.get(((Queue) arguments[0]).name());
              if (length == null) {
                throw new BrokerException(BrokerException.Problem.TIMEOUT, "It does not answer.");
              }
              return OptionalLong.of(length);
            });
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      watchdog.look();
    }
  }

  @Test
  void two_intervals_of_silence_with_messages_and_room_are_a_stall() {
    look(2);
    assertThat(abandoned).isZero();
    assertThat(asked).isEqualTo(1);
    lengths.put("celery", 6L);
    look(1);
    assertThat(abandoned).isEqualTo(1);
  }

  @Test
  void an_empty_queue_is_none() {
    lengths.put("celery", 0L);
    look(9);
    assertThat(abandoned).isZero();
    assertThat(asked).isEqualTo(8);
  }

  @Test
  void the_broker_is_not_asked_while_tasks_come() {
    for (int i = 0; i < 9; i++) {
      received++;
      look(1);
    }
    assertThat(asked).isZero();
  }

  @Test
  void the_broker_is_not_asked_without_room() {
    room = false;
    look(9);
    room = true;
    look(1);
    assertThat(asked).as("there was no room when the interval began").isZero();
    look(1);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void while_the_worker_is_not_connected_or_drains_there_is_nothing_to_watch() {
    session = Optional.empty();
    look(9);
    assertThat(asked).isZero();
  }

  @Test
  void what_others_take_is_no_stall() {
    for (long length = 50; length > 40; length--) {
      lengths.put("celery", length);
      look(1);
    }
    assertThat(abandoned).isZero();
  }

  @Test
  void one_message_that_comes_begins_it_all_again() {
    look(2);
    received++;
    look(2);
    assertThat(abandoned).isZero();
    look(1);
    assertThat(abandoned).isEqualTo(1);
  }

  @Test
  void a_new_session_begins_it_all_again() {
    look(2);
    session = Optional.of(session());
    look(2);
    assertThat(abandoned).isZero();
  }

  @Test
  void a_broker_that_does_not_answer_is_no_stall() {
    lengths.clear();
    look(9);
    assertThat(abandoned).isZero();
    assertThat(asked).isEqualTo(8);
  }

  @Test
  void where_others_stall_too_one_queue_is_enough() {
    queues.add(Queue.of("second"));
    lengths.put("second", 0L);
    look(3);
    assertThat(abandoned).isEqualTo(1);
  }

  @Test
  void a_queue_of_one_active_consumer_and_a_stream_are_not_asked_for() {
    queues.clear();
    queues.add(Queue.of("one").withArgument("x-single-active-consumer", true));
    queues.add(Queue.of("stream").withArgument("x-queue-type", "stream"));
    look(9);
    assertThat(asked).isZero();
  }

  @Test
  void what_was_made_anew_in_vain_is_made_anew_less_often() {
    look(3);
    assertThat(abandoned).isEqualTo(1);
    session = Optional.of(session());
    look(4);
    assertThat(abandoned).isEqualTo(1);
    look(1);
    assertThat(abandoned).isEqualTo(2);
    received++;
    session = Optional.of(session());
    look(3);
    assertThat(abandoned).isEqualTo(3);
  }
}
