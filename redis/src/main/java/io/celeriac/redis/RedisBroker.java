package io.celeriac.redis;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.spi.Patience;
import java.time.Clock;

/**
 * What the producer and all consumers of a transport share.
 *
 * @param options the transport's options
 * @param keys what keys are called
 * @param json reads and writes envelopes
 * @param commands the shared connection
 * @param scores issues the scores of reservations
 * @param bindings which queues are bound to which exchanges
 * @param reservations what this process holds
 * @param parked what waits for a time
 * @param keeper looks after reservations, and moves what waits
 */
record RedisBroker(
    RedisOptions options,
    Keys keys,
    JsonSerializer json,
    Commands commands,
    Scores scores,
    Bindings bindings,
    Reservations reservations,
    ParkedMessages parked,
    LeaseKeeper keeper) {

  /** Puts the parts together; no I/O. */
  static RedisBroker of(
      RedisOptions options, Keys keys, Commands commands, Clock clock, Patience patience) {
    Scores scores = new Scores(clock, options.leases());
    LeasePolicy policy = options.leases();
    Bindings bindings = new Bindings(commands, keys, options);
    Restorer restorer = new Restorer(commands, keys, bindings);
    Reservations reservations = new Reservations(commands, restorer, scores, policy, patience);
    ParkedMessages parked = new ParkedMessages(commands, keys, bindings, reservations, clock);
    LeaseKeeper keeper =
        new LeaseKeeper(
            reservations,
            new OverdueSweep(commands, restorer, bindings, scores, policy),
            new LostTakes(commands, restorer, bindings),
            parked,
            policy);
    return new RedisBroker(
        options,
        keys,
        new JsonSerializer().limitedTo(options.envelopeLimits()),
        commands,
        scores,
        bindings,
        reservations,
        parked,
        keeper);
  }
}
