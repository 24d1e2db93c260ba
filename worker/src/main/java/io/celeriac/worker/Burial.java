package io.celeriac.worker;

import io.celeriac.DeadLetter.Death;
import io.celeriac.protocol.Reaction;
import io.celeriac.spi.DeadLetterExchange;
import io.celeriac.spi.DeadLetterExchange.Keeping;
import io.celeriac.spi.Delivery;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings messages that cannot be handled to the dead-letter queue, and settles them: acknowledged
 * once the broker has confirmed the dead letter, given back after a pause while it does not, and
 * settled as Celery does where there is no such queue, or it is full.
 */
final class Burial {

  private static final Logger LOG = LoggerFactory.getLogger(Burial.class);
  private static final long PAUSE = Duration.ofSeconds(5).toNanos();

  private final DeadLetterExchange deadLetters;
  private final Settlement settlement;
  private final Timer timer;
  private final LogLimit log;

  Burial(DeadLetterExchange deadLetters, Settlement settlement, Timer timer, LogLimit log) {
    this.deadLetters = deadLetters;
    this.settlement = settlement;
    this.timer = timer;
    this.log = log;
  }

  /** Where refused messages go, as a log line ends. */
  String whereTo(Reaction otherwise) {
    if (deadLetters.isOn()) {
      return "goes to the dead-letter queue '" + deadLetters.queue() + "'";
    }
    return otherwise == Reaction.ACK
        ? "has been acknowledged"
        : "has been rejected without requeue";
  }

  /**
   * Buries a message; returns before the broker has it.
   *
   * @param otherwise what Celery does with such a message
   * @param then what follows when it is settled, on a thread of its own
   */
  void bury(Delivery delivery, Death death, Reaction otherwise, Runnable then) {
    if (!deadLetters.isOn()) {
      settlement.refused(delivery, otherwise);
      then.run();
      return;
    }
    Thread.ofVirtual()
        .name("celeriac-dead-letter")
        .start(() -> {
          try {
            settlement.refused(delivery, isKept(delivery, death) ? Reaction.ACK : otherwise);
          } catch (RuntimeException e) {
            later(delivery, e);
            return;
          }
          then.run();
        });
  }

  /**
   * Whether the broker has the dead letter, so that the original may be acknowledged. A body that
   * was never read must be rejected even so: the queue's own dead-letter exchange has it whole.
   *
   * @throws io.celeriac.BrokerException when the broker cannot take it now
   */
  boolean isKept(Delivery delivery, Death death) {
    Keeping kept = deadLetters.publish(delivery, death);
    if (kept == Keeping.NOTHING && deadLetters.isOn()) {
      log.tell(
          "dead letters are full",
          () ->
              LOG.error(
                  "The dead-letter queue '{}' is full (celeriac_dead_letter_max): a message is"
                      + " settled as Celery would, and is not kept",
                  deadLetters.queue()),
          more ->
              LOG.error(
                  "The dead-letter queue '{}' is full (celeriac_dead_letter_max): {} more messages"
                      + " were not kept in the last minute",
                  deadLetters.queue(),
                  more));
    }
    return kept == Keeping.KEPT && delivery.complete();
  }

  /** What could not be done now is done when the message comes again, after a pause. */
  void later(Delivery delivery, RuntimeException why) {
    log.tell(
        "dead letters fail",
        () ->
            LOG.error(
                "A message that cannot be handled stays in queue '{}' and is tried again in {} s:"
                    + " {}",
                delivery.info().queue(),
                Duration.ofNanos(PAUSE).toSeconds(),
                why.getMessage()),
        more -> LOG.error("{} more messages that cannot be handled stayed in their queues", more));
    timer.after(
        PAUSE,
        () ->
            Thread.ofVirtual()
                .name("celeriac-give-back")
                .start(() -> settlement.givenBack(delivery)));
  }
}
