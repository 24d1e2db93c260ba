package io.celeriac.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a message. AMQP sends them as basic properties and drops names it does not
 * know; Redis sends them all in its envelope.
 *
 * @param correlationId the task id, for a task message
 * @param replyTo where replies go, or an id of the producing application
 * @param priority 0 to 255 on AMQP where higher is more urgent, 0 to 9 on Redis where 0 is most
 *     urgent; null leaves it to the transport
 * @param deliveryMode {@link #TRANSIENT} or {@link #PERSISTENT}
 * @param expiration time to live of the message in milliseconds, as decimal text
 * @param others any other property by its Celery name, such as {@code message_id}
 */
public record MessageProperties(
    @Nullable String correlationId,
    @Nullable String replyTo,
    @Nullable Integer priority,
    int deliveryMode,
    @Nullable String expiration,
    Map<String, @Nullable Object> others) {

  /** Delivery mode of a message that a broker may forget when it restarts. */
  public static final int TRANSIENT = 1;

  /** Delivery mode of a message that survives a restart of the broker; the default. */
  public static final int PERSISTENT = 2;

  private static final MessageProperties EMPTY =
      new MessageProperties(null, null, null, PERSISTENT, null, Map.of());

  // Not compact: only a constructor spelled out keeps the nullness of type arguments for other
  // modules.
  public MessageProperties(
      @Nullable String correlationId,
      @Nullable String replyTo,
      @Nullable Integer priority,
      int deliveryMode,
      @Nullable String expiration,
      Map<String, @Nullable Object> others) {
    this.correlationId = correlationId;
    this.replyTo = replyTo;
    this.priority = priority;
    this.deliveryMode = deliveryMode;
    this.expiration = expiration;
    this.others = Immutable.map(others);
  }

  /** Returns properties with nothing set but a persistent delivery mode. */
  public static MessageProperties of() {
    return EMPTY;
  }

  public MessageProperties withCorrelationId(@Nullable String id) {
    return new MessageProperties(id, replyTo, priority, deliveryMode, expiration, others);
  }

  public MessageProperties withReplyTo(@Nullable String address) {
    return new MessageProperties(
        correlationId, address, priority, deliveryMode, expiration, others);
  }

  public MessageProperties withPriority(@Nullable Integer value) {
    return new MessageProperties(correlationId, replyTo, value, deliveryMode, expiration, others);
  }

  public MessageProperties withDeliveryMode(int mode) {
    return new MessageProperties(correlationId, replyTo, priority, mode, expiration, others);
  }

  public MessageProperties withExpiration(@Nullable String millis) {
    return new MessageProperties(correlationId, replyTo, priority, deliveryMode, millis, others);
  }

  /** Returns these properties with one more of the other ones. */
  public MessageProperties withOther(String name, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(others);
    more.put(name, value);
    return new MessageProperties(correlationId, replyTo, priority, deliveryMode, expiration, more);
  }
}
