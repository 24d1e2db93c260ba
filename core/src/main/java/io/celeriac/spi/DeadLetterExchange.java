package io.celeriac.spi;

import io.celeriac.DeadLetter;

/**
 * Keeps messages that a worker cannot handle. Thread-safe; blocks, so that it suits virtual
 * threads.
 */
public interface DeadLetterExchange {

  /** What the broker has of a message afterwards. */
  enum Keeping {
    /** The original may be forgotten, if {@linkplain Delivery#complete all of it} was read. */
    KEPT,
    /** All but its body, which is too large; a dead-letter exchange of its queue may take that. */
    WITHOUT_BODY,
    /**
     * Nothing: there is no dead-letter queue, or it is full by {@code celeriac_dead_letter_max}.
     */
    NOTHING
  }

  /** Whether there is one: {@code celeriac_dead_letter_queue} is not empty. */
  boolean isOn();

  /** The name of the queue behind it; empty when there is none. */
  String queue();

  /**
   * Publishes a message to the dead-letter queue, with why it is there. When this returns the
   * broker has confirmed what is said to be kept.
   *
   * @throws io.celeriac.BrokerException when the broker has not taken it; the original must stay
   */
  Keeping publish(Delivery delivery, DeadLetter.Death death);
}
