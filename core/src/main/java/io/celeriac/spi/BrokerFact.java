package io.celeriac.spi;

/**
 * What a broker says of itself that decides whether it can lose a message.
 *
 * @param subject what it is about, such as {@code appendonly} or {@code queue shop}
 * @param value how that is
 * @param effect what it means for messages
 * @param weight how much that is
 * @param right what would be right; empty when it is
 */
public record BrokerFact(String subject, String value, String effect, Weight weight, String right) {

  /** How much a fact takes from the promise that no message is lost. */
  public enum Weight {
    /** Nothing. */
    GOOD,
    /** It could not be found out. */
    UNKNOWN,
    /** What was sent in the last second before the host went down. */
    WINDOW,
    /** All that waits, in some case. */
    LOSES
  }
}
