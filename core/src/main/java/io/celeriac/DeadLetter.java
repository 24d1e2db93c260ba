package io.celeriac;

import io.celeriac.protocol.Message;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message that no worker could handle, in the dead-letter queue. An immutable value.
 *
 * @param key names this dead letter, apart from all others
 * @param death why it is there
 * @param time since when; the epoch when it was not a Celeriac worker that put it there
 * @param queue the queue that it came from; empty when that is not known
 * @param exchange the exchange it had been published to
 * @param routingKey the key it had been published with
 * @param content how much of the message there is
 * @param message the message as it was: body, content type, headers and properties
 */
public record DeadLetter(
    String key,
    Death death,
    Instant time,
    String queue,
    String exchange,
    String routingKey,
    Content content,
    Message message) {

  /** What kind of reason there is. */
  public enum Reason {
    /** It is no task message, or one that cannot be read. */
    MALFORMED,
    /** The worker has no task of that name. */
    UNKNOWN_TASK,
    /** The runs of the task took their workers with them. */
    CRASHED,
    /** The worker failed at taking it in. */
    ERROR,
    /** Not a Celeriac worker, but a dead-letter exchange of the broker has put it there. */
    FOREIGN;

    /** As it stands in messages and on the command line, such as {@code unknown-task}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The reason of a text; empty when there is none. */
    public static Optional<Reason> of(String text) {
      return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
    }
  }

  /** How much of the message there is. */
  public enum Content {
    /** All of it. */
    WHOLE,
    /** The bytes that stood in the queue, which were no message. */
    RAW,
    /** Not its body, which was too long to be read. */
    WITHOUT_BODY,
    /** Not its headers as values, only as a text in {@link Death#detail}. */
    WITHOUT_HEADERS
  }

  /**
   * Why a message could not be handled.
   *
   * @param reason the kind of reason
   * @param detail what was wrong, in words
   * @param worker the node name of the worker that says so
   * @param attempts how often workers have tried
   * @param task the task's name, as far as it could be read
   * @param id the task's id, as far as it could be read
   */
  public record Death(
      Reason reason,
      String detail,
      String worker,
      int attempts,
      @Nullable String task,
      @Nullable String id) {}
}
