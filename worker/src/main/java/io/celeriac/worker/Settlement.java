package io.celeriac.worker;

import io.celeriac.protocol.Reaction;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
              execution.delivery().ack();
          case Outcome.Failure _ ->
              policy.acksOnFailure()
                  ? execution.delivery().ack()
                  : execution.delivery().reject(false);
          case Outcome.TimedOut _ ->
              policy.acksOnTimeout()
                  ? execution.delivery().ack()
                  : execution.delivery().reject(true);
          case Outcome.Rejected rejected -> execution.delivery().reject(rejected.requeue());
          case Outcome.Cancelled _ -> execution.delivery().reject(true);
        };
    if (!told) {
      LOG.warn(
          "{} has ended, but the connection its message came by is lost: the broker delivers it"
              + " again",
          execution);
    }
  }

  /** A task that is not run: expired or revoked. */
  void dropped(Execution execution) {
    boolean told = execution.delivery().ack();
    if (!told) {
      LOG.debug("{} was dropped after its connection was lost", execution);
    }
  }

  /** A task that did not start: back to its queue. */
  void givenBack(Execution execution) {
    boolean told = execution.delivery().reject(true);
    if (!told) {
      LOG.debug("{} is back in its queue already: its connection was lost", execution);
    }
  }

  /**
   * A task for later, into the broker's keeping; see {@link Delivery#park}.
   *
   * @param until when it comes back
   */
  Optional<CompletableFuture<Boolean>> parking(Execution execution, Instant until) {
    return execution.delivery().park(until);
  }

  /** A message that is no task, or no task of ours. */
  void refused(Delivery delivery, Reaction reaction) {
    boolean told =
        switch (reaction) {
          case ACK -> delivery.ack();
          case REJECT -> delivery.reject(false);
        };
    if (!told) {
      LOG.debug("A refused message is delivered again: its connection was lost");
    }
  }
}
