package io.celeriac.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The exchanges and routing keys of Celery's native delayed delivery on RabbitMQ. A message goes
 * down through 28 levels, each an exchange and a queue of the same name; the binary digits of its
 * delay in seconds, first in its routing key, say in which queues it waits for 2^level seconds, and
 * behind the last level the rest of the key leads it to its queue (kombu's {@code
 * native_delayed_delivery}).
 *
 * @param prefix what the names begin with, as kombu puts it in front; empty for Celery's own
 */
public record DelayedDelivery(String prefix) {

  /** That of Celery. */
  public static final DelayedDelivery CELERY = new DelayedDelivery("");

  /** The highest level; the lowest is 0. */
  public static final int HIGHEST_LEVEL = 27;

  private static final long LONGEST_SECONDS = (1L << (HIGHEST_LEVEL + 1)) - 1;

  private static final Pattern DIGITS =
      Pattern.compile("^(?:[01]\\.){" + (HIGHEST_LEVEL + 1) + "}");

  /** The exchange, and the queue, of a level. */
  public String level(int number) {
    return start() + "celery_delayed_" + number;
  }

  /** The exchange behind the last level, which the exchanges of queues are bound to. */
  public String deliveryExchange() {
    return start() + "celery_delayed_delivery";
  }

  /** Whether a message that has come by this exchange was delayed here. */
  public boolean delivers(String exchange) {
    return exchange.startsWith(start() + "celery_delayed_");
  }

  private String start() {
    return prefix.isEmpty() ? "" : prefix + "_";
  }

  /**
   * The same message, to be delivered so much later; parts of a second are cut off, and a delay
   * beyond eight and a half years becomes that. Empty when less than a second is left, or the
   * message has no routing key.
   */
  public Optional<Publication> delayed(Publication publication, Duration delay) {
    long seconds = Math.min(delay.toSeconds(), LONGEST_SECONDS);
    return seconds < 1 || publication.routingKey().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Publication(
                publication.message(),
                level(HIGHEST_LEVEL),
                routingKey(seconds, publication.routingKey())));
  }

  /** The routing key of a delay, whose digits stand in for those of an earlier one. */
  static String routingKey(long seconds, String routingKey) {
    StringBuilder key = new StringBuilder(routingKey.length() + 2 * (HIGHEST_LEVEL + 1));
    for (int level = HIGHEST_LEVEL; level >= 0; level--) {
      key.append((seconds >> level) & 1).append('.');
    }
    return key.append(withoutDelay(routingKey)).toString();
  }

  /** The routing key that a delayed message had before. */
  public static String withoutDelay(String routingKey) {
    return DIGITS.matcher(routingKey).replaceFirst("");
  }
}
