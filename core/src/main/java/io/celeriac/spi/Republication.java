package io.celeriac.spi;

import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message that was received, on its way to the broker once more. What a broker would take as an
 * order of the first sender, or has written into it by itself, must not go out again.
 */
public final class Republication {

  /**
   * Further addresses, which would deliver copies; how often the broker has delivered it; and the
   * mark of Redis that it was put back.
   */
  private static final List<String> NOT_AGAIN =
      List.of("CC", "BCC", "x-delivery-count", "x-acquired-count", "redelivered");

  /** RabbitMQ refuses another user's name, and closes the channel over it. */
  private static final String USER = "user_id";

  private Republication() {}

  /** Without what must not go out again. */
  public static Message sendable(Message received) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(received.headers());
    NOT_AGAIN.forEach(headers::remove);
    return new Message(
        received.body(),
        received.contentType(),
        received.contentEncoding(),
        headers,
        withoutUser(received.properties()));
  }

  private static MessageProperties withoutUser(MessageProperties given) {
    if (!given.others().containsKey(USER)) {
      return given;
    }
    Map<String, @Nullable Object> others = new LinkedHashMap<>(given.others());
    others.remove(USER);
    return new MessageProperties(
        given.correlationId(),
        given.replyTo(),
        given.priority(),
        given.deliveryMode(),
        given.expiration(),
        others);
  }

  /**
   * Into one queue, and no other that its exchange may lead to; by its own exchange where that is
   * named like the queue, as with Celery's defaults.
   */
  public static Publication into(String queue, DeliveryInfo from, Message message) {
    boolean own = from.exchange().equals(queue) && from.routingKey().equals(queue);
    return new Publication(message, own ? queue : "", queue);
  }
}
