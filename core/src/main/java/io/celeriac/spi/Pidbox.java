package io.celeriac.spi;

import io.celeriac.Exchange;
import io.celeriac.ExchangeType;
import io.celeriac.Queue;
import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.Serializer;
import io.celeriac.protocol.Serializers;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The places and the form of remote control's messages (kombu's pidbox): requests go to all nodes
 * through a fanout exchange, each answer straight to the queue of who asked;
 * docs/protocol/control.md. Immutable.
 */
public final class Pidbox {

  private final Settings settings;
  private final Serializers serializers;
  private final AcceptContent accept;
  private final BiFunction<Message, String, Message> signer;
  private final BiFunction<Message, String, Optional<String>> refusals;
  private final DecodeLimits limits;
  private final String name;

  /**
   * The places that the settings {@code control_exchange} and {@code control_queue_…} describe.
   *
   * @param signer signs a message of an exchange, where that is wanted
   * @param refusals says why a message of an exchange is refused, if it is
   * @throws SettingException when the queues are to be exclusive and durable at once
   */
  public Pidbox(
      Settings settings,
      Serializers serializers,
      AcceptContent accept,
      BiFunction<Message, String, Message> signer,
      BiFunction<Message, String, Optional<String>> refusals) {
    this.settings = settings;
    this.serializers = serializers;
    this.accept = accept;
    this.signer = signer;
    this.refusals = refusals;
    this.limits = MessageLimits.of(settings);
    this.name = settings.get(Setting.CONTROL_EXCHANGE) + ".pidbox";
    if (settings.get(Setting.CONTROL_QUEUE_EXCLUSIVE)
        && settings.get(Setting.CONTROL_QUEUE_DURABLE)) {
      throw new SettingException(
          "control_queue_exclusive ("
              + settings.origin(Setting.CONTROL_QUEUE_EXCLUSIVE)
              + ") and control_queue_durable ("
              + settings.origin(Setting.CONTROL_QUEUE_DURABLE)
              + ") are both on, but an exclusive queue goes with its connection; turn one off");
    }
  }

  /** Where requests go. */
  public Exchange requests() {
    return new Exchange(name, ExchangeType.FANOUT, false, false, Map.of());
  }

  /** Where answers go: what a request's {@code reply_to} names. */
  public Exchange replies() {
    return replies("reply." + name);
  }

  /** Where answers go, by the name that a request gives. */
  public Exchange replies(String exchange) {
    return new Exchange(exchange, ExchangeType.DIRECT, false, false, Map.of());
  }

  /** The queue that a node reads its requests from. */
  public Queue nodeQueue(String hostname) {
    return queue(hostname + "." + name, requests(), "");
  }

  /** The queue that the answers to one who asks come to. */
  public Queue replyQueue(String oid) {
    Exchange replies = replies();
    return queue(oid + "." + replies.name(), replies, oid);
  }

  private Queue queue(String queueName, Exchange exchange, String routingKey) {
    boolean durable = settings.get(Setting.CONTROL_QUEUE_DURABLE);
    Queue queue =
        new Queue(
            queueName,
            exchange,
            routingKey,
            durable,
            settings.get(Setting.CONTROL_QUEUE_EXCLUSIVE),
            !durable,
            Map.of(),
            Map.of());
    return queue
        .withExpires(settings.get(Setting.CONTROL_QUEUE_EXPIRES))
        .withMessageTtl(settings.get(Setting.CONTROL_QUEUE_TTL));
  }

  /** A request or an answer, by the serializer of {@code task_serializer}. */
  public Message message(
      Map<String, @Nullable Object> body, Map<String, @Nullable Object> headers, int deliveryMode) {
    Serializer serializer = serializers.named(settings.get(Setting.TASK_SERIALIZER));
    return signer.apply(
        new Message(
            serializer.encode(body),
            serializer.contentType(),
            serializer.contentEncoding(),
            headers,
            MessageProperties.of().withDeliveryMode(deliveryMode).withPriority(0)),
        name);
  }

  /**
   * What a request or an answer says.
   *
   * @throws DecodeException when it is not signed and should be, its content type is not accepted,
   *     or it is no mapping
   */
  public Map<String, @Nullable Object> body(Message message) {
    Optional<String> refusal = refusals.apply(message, name);
    if (refusal.isPresent()) {
      throw new DecodeException(refusal.get());
    }
    String type = message.contentType();
    if (!accept.accepts(type) || type == null || serializers.find(type).isEmpty()) {
      throw new DecodeException(
          "its content type is '" + type + "', but accept_content has only " + accept);
    }
    limits.expectReadable("it", message.body());
    Object body = serializers.named(type).decode(message.body(), message.contentEncoding());
    if (body instanceof Map<?, ?> map && map.keySet().stream().allMatch(String.class::isInstance)) {
      @SuppressWarnings("unchecked") // every key is a text
      Map<String, @Nullable Object> members = (Map<String, @Nullable Object>) map;
      return members;
    }
    throw new DecodeException("it is no mapping");
  }

  /** What a peer's clock showed when it sent a message; 0 when it does not say. */
  public static long clock(Message message) {
    return message.headers().get("clock") instanceof Number clock ? clock.longValue() : 0;
  }
}
