package io.celeriac.amqp;

import static io.celeriac.amqp.AmqpTests.await;
import static io.celeriac.amqp.AmqpTests.failure;
import static io.celeriac.amqp.AmqpTests.receive;
import static io.celeriac.amqp.AmqpTests.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Queue;
import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.RabbitMqServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker that dies, and one that takes no messages: servers of the test's own. */
@NeedsServer
@Timeout(300)
class BrokerDeathTest {
  private static final Queue QUEUE = Queue.of("durable");

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  @Test
  void what_was_confirmed_outlives_a_broker_that_is_killed() throws Exception {
    try (RabbitMqServerProcess rabbit = RabbitMqServerProcess.started();
        Transport transport = Transports.open(rabbit.url(), Settings.defaults())) {
      Producer producer = transport.producer();
      producer.declare(QUEUE);
      producer
          .publishAll(numbers(100).stream().map(text -> to(QUEUE, text)).toList())
          .forEach(AmqpTests::await);
      Consumer consumer = transport.connectConsumer();
      consumer.prefetch(10);
      consumer.consume(QUEUE);
      List<Delivery> held = receive(consumer, 10);
      rabbit.kill();

      assertThatThrownBy(() -> consumer.receive(1, Duration.ofSeconds(60)))
          .isInstanceOf(BrokerException.class);
      assertThat(held).allMatch(Delivery::stale);
      assertThat(consumer.ack(held)).isEqualTo(held);
      assertThat(failure(producer.publish(to(QUEUE, "while it is down"))).recoverable()).isTrue();
      assertThatThrownBy(transport::connectConsumer)
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("cannot be reached");
      rabbit.start();

      await(producer.publish(to(QUEUE, "100")));
      Consumer next = transport.connectConsumer();
      next.consume(QUEUE);
      List<Delivery> again = receive(next, 101);
      assertThat(again).extracting(AmqpTests::text).containsExactlyElementsOf(numbers(101));
      assertThat(next.ack(again)).isEmpty();
      assertThat(next.receive(1, Duration.ofMillis(300))).isEmpty();
    }
  }

  @Test
  void an_alarm_of_the_broker_is_told_and_does_not_stop_consuming() throws Exception {
    Settings impatient =
        Settings.defaults()
            .with(Setting.BROKER_CONNECTION_TIMEOUT, Duration.ofSeconds(5))
            .with(Setting.BROKER_TRANSPORT_OPTIONS, Map.of("confirm_timeout", 3));
    try (RabbitMqServerProcess rabbit =
            RabbitMqServerProcess.started("vm_memory_high_watermark.absolute = 1MB");
        Transport transport = Transports.open(rabbit.url(), impatient)) {
      Producer producer = transport.producer();
      producer.declare(QUEUE);
      // The broker tells of its alarm only when the first message has come.
      BrokerException first = failure(producer.publish(to(QUEUE, "1")));
      assertThat(first.problem()).isEqualTo(Problem.TIMEOUT);
      assertThat(first).hasMessageContainingAll("did not confirm", "not known");
      BrokerException second = failure(producer.publish(to(QUEUE, "2")));
      assertThat(second.problem()).isEqualTo(Problem.TIMEOUT);
      assertThat(second)
          .hasMessageContainingAll("was not sent within 5000 ms", "because of an alarm", "memory");

      try (Consumer consumer = transport.connectConsumer()) {
        consumer.consume(QUEUE);
        assertThat(consumer.receive(1, Duration.ofMillis(300))).isEmpty();
      }
    }
  }
}
