package io.celeriac.spi;

import io.celeriac.DeadLetter;

/**
 * Keeps messages that a worker cannot handle. Thread-safe; blocks, so that it suits virtual
 * threads.
 */
public interface DeadLetterExchange {

  /** Whether there is one: {@code celeriac_dead_letter_queue} is not empty. */
  boolean isOn();

  /** The name of the queue behind it; empty when there is none. */
  String queue();

  /**
   * Publishes a message to the dead-letter queue, with why it is there. When this returns true the
   * broker has confirmed it, and the original may be forgotten.
   *
   * @return false when there is no dead-letter queue, or it holds as many as {@code
   *     celeriac_dead_letter_max} allows
   * @throws io.celeriac.BrokerException when the broker has not taken it; the original must stay
   */
  boolean publish(Delivery delivery, DeadLetter.Death death);
}
