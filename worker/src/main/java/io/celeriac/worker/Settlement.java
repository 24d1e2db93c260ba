package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.Reaction;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that acknowledges, rejects or gives back a message: no other class holds the power
 * to lose one. The table of which outcome settles how is docs/protocol/worker.md.
 */
final class Settlement {

  private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

  private final Copies copies;
  private final Replays replays;
  private final UntoldEnds untold = new UntoldEnds();

  /** With what puts copies back, and what remembers the messages that are done with. */
  Settlement(Copies copies, Replays replays) {
    this.copies = copies;
    this.replays = replays;
  }

  /**
   * Acknowledges early, before the tasks start; all on the wire when it returns.
   *
   * @return those that may start; the others' messages are delivered again, so they must not
   */
  List<Execution> accepted(Consumer consumer, List<Execution> executions) {
    List<Delivery> early = new ArrayList<>(executions.size());
    for (Execution execution : executions) {
      if (!execution.policy().acksLate()) {
        early.add(execution.delivery());
      }
    }
    if (early.isEmpty()) {
      return executions;
    }
    Set<Delivery> lost = new HashSet<>(consumer.ack(early));
    List<Execution> started = new ArrayList<>(executions.size());
    for (Execution execution : executions) {
      if (lost.contains(execution.delivery())) {
        LOG.warn(
            "{} is not run here: its message could not be acknowledged, and the broker delivers it"
                + " again",
            execution);
        continue;
      }
      if (!execution.policy().acksLate()) {
        execution.markAcknowledged();
        replays.done(execution.delivery());
      }
      started.add(execution);
    }
    return started;
  }

  /**
   * Settles a run by its outcome; nothing is left to do when the message was acknowledged early.
   */
  void ended(Execution execution, Outcome outcome) {
    if (execution.acknowledged()) {
      return;
    }
    TaskPolicy policy = execution.policy();
    boolean told =
        switch (outcome) {
          case Outcome.Success _,
              Outcome.Again _,
              Outcome.Replaced _,
              Outcome.Ignored _,
              Outcome.Terminated _ ->
              ack(execution.delivery());
          case Outcome.Failure _ ->
              policy.acksOnFailure() ? ack(execution.delivery()) : reject(execution.delivery());
          case Outcome.TimedOut _ ->
              policy.acksOnTimeout()
                  ? ack(execution.delivery())
                  : requeue(execution, execution.carried());
          case Outcome.Rejected rejected ->
              rejected.requeue()
                  ? requeue(execution, execution.carried())
                  : reject(execution.delivery());
          case Outcome.Cancelled _ -> requeue(execution, sameCount(execution.delivery()));
        };
    if (!told) {
      untold.add(execution, outcome);
      LOG.warn(
          "{} has ended, but the connection its message came by is lost: the broker delivers it"
              + " again",
          execution);
    }
  }

  /**
   * Settles a message that is delivered again although its task has ended here, which the broker
   * could not be told then; false for all others.
   */
  boolean endedBefore(Execution again) {
    Optional<Outcome> outcome = untold.take(again);
    outcome.ifPresent(how -> ended(again, how));
    return outcome.isPresent();
  }

  /** A task that is not run: expired or revoked. */
  void dropped(Execution execution) {
    boolean told = ack(execution.delivery());
    if (!told) {
      LOG.debug("{} was dropped after its connection was lost", execution);
    }
  }

  /** A task that did not start: back to its queue. */
  void givenBack(Execution execution) {
    boolean told = requeue(execution, sameCount(execution.delivery()));
    if (!told) {
      LOG.debug("{} is back in its queue already: its connection was lost", execution);
    }
  }

  /**
   * A message that counts how often it ended with its worker must not come back as delivered again,
   * which would count once more: this time nobody has died of it.
   */
  private boolean requeue(Execution execution, OptionalInt count) {
    Delivery delivery = execution.delivery();
    replays.givenBack(delivery);
    if ((count.isEmpty() && DeliveryCount.of(delivery.message()) == 0) || delivery.stale()) {
      return delivery.reject(true);
    }
    try {
      copies.send(delivery, DeliveryCount.change(count));
      return delivery.ack();
    } catch (BrokerException | EncodeException e) {
      LOG.debug("{} goes back as it is: {}", execution, e.getMessage());
      return delivery.reject(true);
    }
  }

  private static OptionalInt sameCount(Delivery delivery) {
    int count = DeliveryCount.of(delivery.message());
    return count == 0 ? OptionalInt.empty() : OptionalInt.of(count);
  }

  /** A message whose copy is with the broker. */
  void moved(Delivery delivery) {
    replays.givenBack(delivery); // as the copy is to run
    if (!delivery.ack()) {
      comesTwice();
    }
  }

  /** The same, with the acknowledgement on the wire when it returns. */
  void moved(Delivery delivery, Consumer session) {
    replays.givenBack(delivery);
    if (!session.ack(List.of(delivery)).isEmpty()) {
      comesTwice();
    }
  }

  private static void comesTwice() {
    LOG.debug("A message is there twice: its connection was lost after its copy was confirmed");
  }

  /** A message that is to come again. */
  void givenBack(Delivery delivery) {
    replays.givenBack(delivery);
    boolean told = delivery.reject(true);
    if (!told) {
      LOG.debug("A message is back in its queue already: its connection was lost");
    }
  }

  /**
   * A task for later, into the broker's keeping; see {@link Delivery#park}.
   *
   * @param until when it comes back
   */
  Optional<CompletableFuture<Boolean>> parking(Execution execution, Instant until) {
    return execution
        .delivery()
        .park(until)
        .map(parking ->
            parking.thenApply(ours -> {
              replays.givenBack(execution.delivery()); // as it comes back
              return ours;
            }));
  }

  /** A message that is no task, or no task of ours. */
  void refused(Delivery delivery, Reaction reaction) {
    replays.givenBack(delivery); // a dead letter may be replayed
    boolean told =
        switch (reaction) {
          case ACK -> delivery.ack();
          case REJECT -> delivery.reject(false);
        };
    if (!told) {
      LOG.debug("A refused message is delivered again: its connection was lost");
    }
  }

  private boolean ack(Delivery delivery) {
    return noted(delivery, delivery.ack());
  }

  private boolean reject(Delivery delivery) {
    return noted(delivery, delivery.reject(false));
  }

  /** What the broker was not told comes again. */
  private boolean noted(Delivery delivery, boolean told) {
    if (told) {
      replays.done(delivery);
    } else {
      replays.givenBack(delivery);
    }
    return told;
  }
}
