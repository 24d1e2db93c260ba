package io.celeriac.protocol;

/**
 * What a worker does with a message that it cannot run. The choice is Celery's own, because it
 * decides whether a dead-letter exchange gets to see the message.
 */
public enum Reaction {
  /** Acknowledge: the message is gone. */
  ACK,
  /** Reject without requeueing: a dead-letter exchange, if there is one, gets the message. */
  REJECT
}
