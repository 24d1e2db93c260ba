package io.celeriac.amqp;

import com.rabbitmq.client.Channel;
import io.celeriac.ExchangeType;
import io.celeriac.Queue;
import io.celeriac.spi.DelayedDelivery;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Declares the exchanges and queues of {@link DelayedDelivery}, method by method as Celery's worker
 * does, but without waiting for the broker in between; and binds queues to them.
 */
final class DelayTopology {
  private static final String TOPIC = ExchangeType.TOPIC.wireName();

  private final DelayedDelivery names;
  private final String queueType;

  /**
   * For some names.
   *
   * @param queueType what the queues of the levels are: {@code quorum} or {@code classic}
   */
  DelayTopology(DelayedDelivery names, String queueType) {
    this.names = names;
    this.queueType = queueType;
  }

  /**
   * Declares all levels and binds the exchange of a queue behind them, and the queue to its
   * exchange once more, as Celery does; each once on a connection. Queues on direct exchanges are
   * left out, whose keys are no patterns.
   *
   * @throws io.celeriac.BrokerException when the broker refuses, with its words
   */
  void bindExchangeOf(Queue queue, Declarations declarations) {
    String exchange = queue.exchange().name();
    if (queue.exchange().type() == ExchangeType.DIRECT || exchange.isEmpty()) {
      return;
    }
    String written = queue.routingKey();
    String key = written.startsWith("#") ? written : "#." + written;
    declare(declarations);
    declarations.once(
        "bind exchange '%s' to exchange '%s' with key '%s'"
            .formatted(exchange, names.deliveryExchange(), key),
        channel -> {
          channel.exchangeBind(exchange, names.deliveryExchange(), key);
          channel.queueBind(queue.name(), exchange, key);
        });
  }

  /**
   * Declares all levels and binds a queue behind them by its name, past any other exchange.
   *
   * @throws io.celeriac.BrokerException when the broker refuses, with its words
   */
  void bindByName(Queue queue, Declarations declarations) {
    declarations.declare(queue);
    declare(declarations);
    declarations.once(
        "bind queue '%s' to exchange '%s'".formatted(queue.name(), names.deliveryExchange()),
        channel ->
            channel.queueBind(
                queue.name(),
                names.deliveryExchange(),
                any(DelayedDelivery.HIGHEST_LEVEL + 1) + queue.name()));
  }

  /** How many messages wait in all levels together, which are declared first. */
  long waiting(Declarations declarations) {
    declare(declarations);
    long count = 0;
    for (int level = DelayedDelivery.HIGHEST_LEVEL; level >= 0; level--) {
      count += declarations.waiting(names.level(level));
    }
    return count;
  }

  private void declare(Declarations declarations) {
    declarations.once(
        "declare the exchanges and queues '%s' and below"
            .formatted(names.level(DelayedDelivery.HIGHEST_LEVEL)),
        this::declareOn);
  }

  private void declareOn(Channel channel) throws IOException {
    for (int level = DelayedDelivery.HIGHEST_LEVEL; level >= 0; level--) {
      String name = names.level(level);
      channel.exchangeDeclareNoWait(name, TOPIC, true, false, false, Map.of());
      channel.queueDeclareNoWait(name, true, false, false, arguments(level));
      channel.queueBindNoWait(name, name, digit(level, 1), Map.of());
    }
    for (int level = DelayedDelivery.HIGHEST_LEVEL; level > 0; level--) {
      channel.exchangeBindNoWait(
          names.level(level - 1), names.level(level), digit(level, 0), Map.of());
    }
    channel.exchangeDeclare(names.deliveryExchange(), TOPIC, true);
    channel.exchangeBind(names.deliveryExchange(), names.level(0), digit(0, 0));
  }

  private Map<String, Object> arguments(int level) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("x-queue-type", queueType);
    arguments.put("x-overflow", "reject-publish");
    arguments.put("x-message-ttl", millis(level));
    arguments.put(
        "x-dead-letter-exchange", level == 0 ? names.deliveryExchange() : names.level(level - 1));
    if (queueType.equals("quorum")) {
      arguments.put("x-dead-letter-strategy", "at-least-once");
    }
    return arguments;
  }

  private static Object millis(int level) {
    long millis = 1000L << level;
    return millis == (int) millis ? (Object) (int) millis : (Object) millis;
  }

  /** The pattern of keys with this digit for a level. */
  private static String digit(int level, int value) {
    return any(DelayedDelivery.HIGHEST_LEVEL - level) + value + ".#";
  }

  private static String any(int words) {
    return "*.".repeat(words);
  }
}
