package io.celeriac.memory;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Exchange;
import io.celeriac.Queue;
import java.util.Map;
import java.util.TreeMap;

/**
 * Declarations as their properties, to tell one that repeats another from one that contradicts it.
 * Numbers count by their value, whatever type a client sends them as.
 */
final class Declarations {
  private Declarations() {}

  static Map<String, Object> of(Queue queue) {
    Map<String, Object> properties = plain(queue.arguments());
    properties.put("durable", queue.durable());
    properties.put("exclusive", queue.exclusive());
    properties.put("auto-delete", queue.autoDelete());
    return properties;
  }

  static Map<String, Object> of(Exchange exchange) {
    Map<String, Object> properties = plain(exchange.arguments());
    properties.put("type", exchange.type().wireName());
    properties.put("durable", exchange.durable());
    properties.put("auto-delete", exchange.autoDelete());
    return properties;
  }

  private static Map<String, Object> plain(Map<String, Object> arguments) {
    Map<String, Object> properties = new TreeMap<>(arguments);
    properties.replaceAll(
        (name, value) -> value instanceof Number number ? number.longValue() : value);
    return properties;
  }

  static void expectSame(
      String what, String name, Map<String, Object> present, Map<String, Object> declared) {
    if (!present.equals(declared)) {
      throw new BrokerException(
          Problem.REFUSED,
          "The %s '%s' is declared as %s, and is there as %s; both would have to be the same"
              .formatted(what, name, declared, present));
    }
  }
}
