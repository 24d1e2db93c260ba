package io.celeriac.spi;

/**
 * That messages of an exchange go to a queue.
 *
 * @param queue the queue's name; another exchange's where exchanges are bound to each other
 * @param exchange the exchange's name; empty for the default exchange
 * @param routingKey the key, or the pattern of keys
 */
public record Binding(String queue, String exchange, String routingKey)
    implements Comparable<Binding> {

  /** By queue, exchange and key. */
  @Override
  public int compareTo(Binding other) {
    int order = queue.compareTo(other.queue);
    order = order == 0 ? exchange.compareTo(other.exchange) : order;
    return order == 0 ? routingKey.compareTo(other.routingKey) : order;
  }
}
