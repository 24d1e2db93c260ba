package io.celeriac;

import java.util.Locale;

/** How an exchange matches routing keys with bindings, by AMQP's names. */
public enum ExchangeType {
  /** Equal keys. */
  DIRECT,
  /** Patterns of words with {@code *} and {@code #}. */
  TOPIC,
  /** Every bound queue, whatever the key. */
  FANOUT,
  /** By headers; RabbitMQ only. */
  HEADERS;

  /** The name on the wire: lower case. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The type of a wire name.
   *
   * @throws IllegalArgumentException naming the four types when it is none of them
   */
  public static ExchangeType of(String wireName) {
    for (ExchangeType type : values()) {
      if (type.wireName().equals(wireName)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "'" + wireName + "' is no exchange type; it would be direct, topic, fanout or headers");
  }
}
