package io.celeriac;

import java.util.Optional;

/**
 * Where a call goes, after routing.
 *
 * @param exchange the exchange published to; empty for the default exchange
 * @param routingKey the key
 * @param queue the queue that is declared before; empty when nothing is
 * @param options the call's options with those of the route merged in
 * @param routed whether a route answered, or the default queue was filled in
 */
record Destination(
    String exchange,
    String routingKey,
    Optional<Queue> queue,
    SendOptions options,
    boolean routed) {}
