package io.celeriac.spi;

import io.celeriac.protocol.Message;

/**
 * A message and where it goes.
 *
 * @param message the message, encoded
 * @param exchange the exchange; the empty name is the default exchange, which delivers to the queue
 *     that the routing key names
 * @param routingKey the routing key
 */
public record Publication(Message message, String exchange, String routingKey) {}
