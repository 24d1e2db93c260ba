package io.celeriac.spi;

/**
 * Where a message came from.
 *
 * @param exchange the exchange it was published to; empty for the default exchange
 * @param routingKey the key it was published with
 * @param queue the queue it was taken from
 * @param redelivered whether the broker has delivered it before
 */
public record DeliveryInfo(String exchange, String routingKey, String queue, boolean redelivered) {}
