package io.celeriac;

import java.util.Map;

/**
 * An exchange as Celery declares it: where messages are published, and how they find their queues.
 *
 * @param name the exchange's name; the empty name is the broker's default exchange, which is never
 *     declared
 * @param type how keys are matched
 * @param durable whether it survives a restart of the broker
 * @param autoDelete whether it goes with its last binding
 * @param arguments further arguments of the declaration
 */
public record Exchange(
    String name,
    ExchangeType type,
    boolean durable,
    boolean autoDelete,
    Map<String, Object> arguments) {

  public Exchange {
    arguments = Map.copyOf(arguments);
  }

  /** A durable exchange without further arguments, as Celery declares its own. */
  public static Exchange of(String name, ExchangeType type) {
    return new Exchange(name, type, true, false, Map.of());
  }

  /** A durable direct exchange: Celery's default. */
  public static Exchange direct(String name) {
    return of(name, ExchangeType.DIRECT);
  }

  /** A durable topic exchange. */
  public static Exchange topic(String name) {
    return of(name, ExchangeType.TOPIC);
  }

  /** A durable fanout exchange. */
  public static Exchange fanout(String name) {
    return of(name, ExchangeType.FANOUT);
  }
}
