package io.celeriac;

import io.celeriac.DeadLetter.Content;
import io.celeriac.DeadLetter.Death;
import io.celeriac.DeadLetter.Reason;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.Republication;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a dead letter stands in its queue: the message as it was, and one header more, a table with
 * why it is there and with what of the original would keep it from staying there.
 * docs/dead-letters.md.
 */
final class DeadLetterMessage {

  /** The one header that is ours. */
  static final String HEADER = "celeriac_dead_letter";

  /** The content type of an entry that was no message. */
  static final String RAW_TYPE = "application/vnd.celeriac.raw";

  /** What a worker's own counts begin with. */
  private static final String COUNTS = "x-celeriac-";

  private static final int LONGEST_TEXT = 2_000;

  private DeadLetterMessage() {}

  /**
   * The message for the dead-letter queue.
   *
   * @param expires how long it is kept there
   */
  static Message of(
      Delivery delivery, Death death, String key, Instant time, @Nullable Duration expires) {
    Content content =
        !delivery.complete()
            ? Content.WITHOUT_BODY
            : delivery.defect().isPresent() ? Content.RAW : Content.WHOLE;
    Message original = delivery.message();
    Map<String, @Nullable Object> headers =
        new LinkedHashMap<>(Republication.sendable(original).headers());
    headers.keySet().removeIf(name -> name.startsWith(COUNTS)); // who replays it begins anew
    headers.put(HEADER, table(delivery, death, key, time, content));
    boolean raw = content == Content.RAW;
    return new Message(
        original.body(),
        raw ? RAW_TYPE : original.contentType(),
        raw ? "binary" : original.contentEncoding(),
        headers,
        kept(Republication.sendable(original).properties(), expires));
  }

  /** The same without the original's headers but as text, for when these do not travel again. */
  static Message withoutHeaders(Message dead) {
    return reduced(dead, Content.WITHOUT_HEADERS, dead.body());
  }

  /** The same without the body as well, for when that is too large. */
  static Message withoutBody(Message dead) {
    return reduced(dead, Content.WITHOUT_BODY, new byte[0]);
  }

  private static Message reduced(Message dead, Content content, byte[] body) {
    Map<String, @Nullable Object> table = new LinkedHashMap<>(strings(dead.headers().get(HEADER)));
    Map<String, @Nullable Object> others = new LinkedHashMap<>(dead.headers());
    others.remove(HEADER);
    table.remove("headers");
    table.put("content", content.name());
    table.put("detail", shortened(table.get("detail") + "; its headers were " + others));
    return new Message(
        body, dead.contentType(), dead.contentEncoding(), Map.of(HEADER, table), dead.properties());
  }

  /** Priorities would scatter them over several lists, and an own lifetime would end them. */
  private static MessageProperties kept(MessageProperties given, @Nullable Duration expires) {
    return new MessageProperties(
        given.correlationId(),
        given.replyTo(),
        null,
        MessageProperties.PERSISTENT,
        expires == null ? null : String.valueOf(expires.toMillis()),
        given.others());
  }

  private static Map<String, @Nullable Object> table(
      Delivery delivery, Death death, String key, Instant time, Content content) {
    DeliveryInfo info = delivery.info();
    MessageProperties properties = delivery.message().properties();
    Map<String, @Nullable Object> table = new LinkedHashMap<>();
    table.put("key", key);
    table.put("reason", death.reason().text());
    table.put("detail", shortened(death.detail()));
    table.put("time", time.toString());
    table.put("worker", death.worker());
    table.put("queue", info.queue());
    table.put("exchange", info.exchange());
    table.put("routing_key", info.routingKey());
    table.put("attempts", death.attempts());
    table.put("task", death.task() == null ? null : shortened(death.task()));
    table.put("id", death.id() == null ? null : shortened(death.id()));
    table.put("content", content.name());
    table.put("priority", properties.priority());
    table.put("delivery_mode", properties.deliveryMode());
    table.put("expiration", properties.expiration());
    return table;
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }

  /** Reads a message of the dead-letter queue, whoever has put it there. */
  static DeadLetter read(Message message) {
    return message.headers().get(HEADER) instanceof Map<?, ?> table
        ? ours(message, strings(table))
        : foreign(message);
  }

  private static DeadLetter ours(Message dead, Map<String, @Nullable Object> table) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(dead.headers());
    headers.remove(HEADER);
    headers.remove("redelivered");
    Content content =
        Arrays.stream(Content.values())
            .filter(each -> each.name().equals(table.get("content")))
            .findFirst()
            .orElse(Content.WHOLE);
    boolean raw = content == Content.RAW;
    MessageProperties properties = dead.properties();
    Message original =
        new Message(
            dead.body(),
            raw ? null : dead.contentType(),
            raw ? null : dead.contentEncoding(),
            headers,
            new MessageProperties(
                properties.correlationId(),
                properties.replyTo(),
                table.get("priority") instanceof Number number ? number.intValue() : null,
                table.get("delivery_mode") instanceof Number mode
                    ? mode.intValue()
                    : MessageProperties.PERSISTENT,
                text(table.get("expiration")),
                properties.others()));
    return new DeadLetter(
        or(table.get("key"), ""),
        new Death(
            Reason.of(or(table.get("reason"), "")).orElse(Reason.ERROR),
            or(table.get("detail"), ""),
            or(table.get("worker"), ""),
            table.get("attempts") instanceof Number number ? number.intValue() : 1,
            text(table.get("task")),
            text(table.get("id"))),
        time(table.get("time")),
        or(table.get("queue"), ""),
        or(table.get("exchange"), ""),
        or(table.get("routing_key"), ""),
        content,
        original);
  }

  /** What RabbitMQ's dead-letter exchanges write is enough to know where it came from. */
  private static DeadLetter foreign(Message message) {
    Map<String, @Nullable Object> headers = message.headers();
    return new DeadLetter(
        "%08x".formatted(Objects.hashCode(message)),
        new Death(
            Reason.FOREIGN,
            or(headers.get("x-first-death-reason"), "put there by somebody else"),
            "",
            1,
            text(headers.get("task")),
            text(headers.get("id"))),
        Instant.EPOCH,
        or(headers.get("x-first-death-queue"), ""),
        or(headers.get("x-first-death-exchange"), ""),
        "",
        Content.WHOLE,
        message);
  }

  private static Instant time(@Nullable Object value) {
    try {
      return Instant.parse(or(value, ""));
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static String or(@Nullable Object value, String otherwise) {
    return value == null ? otherwise : value.toString();
  }

  private static Map<String, @Nullable Object> strings(@Nullable Object map) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    if (map instanceof Map<?, ?> given) {
      given.forEach((key, value) -> copy.put(String.valueOf(key), value));
    }
    return copy;
  }
}
