package io.celeriac.redis;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the JSON text that a message is on Redis, member by member in kombu's order and form: some
 * readers, our own take script among them, are fastest with exactly that. Immutable.
 */
final class EnvelopeWriter {
  private final JsonSerializer json;
  private final boolean base64;

  /** With kombu's option {@code body_encoding}: {@code base64} or {@code utf-8}. */
  EnvelopeWriter(JsonSerializer json, String bodyEncoding) {
    this.json = json;
    this.base64 = bodyEncoding.equals("base64");
  }

  /**
   * The envelope of a message.
   *
   * @param tag the delivery tag: no other message, and no other copy of this one, may have it
   * @throws io.celeriac.protocol.EncodeException when a header has no form in JSON
   */
  byte[] write(Message message, String exchange, String routingKey, String tag) {
    byte[] headers = json.encode(message.headers());
    byte[] properties = json.encode(properties(message.properties(), exchange, routingKey, tag));
    byte[] body = message.body();
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(body.length * 4 / 3 + headers.length + properties.length + 128);
    raw(out, "{\"body\": ");
    if (base64) {
      raw(out, "\"");
      out.writeBytes(Base64.getEncoder().encode(body));
      raw(out, "\"");
    } else {
      out.writeBytes(json.encode(new String(body, StandardCharsets.UTF_8)));
    }
    raw(out, ", \"content-encoding\": ");
    out.writeBytes(json.encode(message.contentEncoding()));
    raw(out, ", \"content-type\": ");
    out.writeBytes(json.encode(message.contentType()));
    raw(out, ", \"headers\": ");
    out.writeBytes(headers);
    raw(out, ", \"properties\": ");
    out.writeBytes(properties);
    raw(out, "}");
    return out.toByteArray();
  }

  private Map<String, @Nullable Object> properties(
      MessageProperties given, String exchange, String routingKey, String tag) {
    Map<String, @Nullable Object> properties = new LinkedHashMap<>();
    if (given.correlationId() != null) {
      properties.put("correlation_id", given.correlationId());
    }
    if (given.replyTo() != null) {
      properties.put("reply_to", given.replyTo());
    }
    properties.putAll(given.others());
    properties.put("delivery_mode", given.deliveryMode());
    if (given.expiration() != null) {
      properties.put("expiration", given.expiration());
    }
    Map<String, @Nullable Object> info = new LinkedHashMap<>();
    info.put("exchange", exchange);
    info.put("routing_key", routingKey);
    properties.put("delivery_info", info);
    properties.put("priority", priority(given));
    properties.put("body_encoding", base64 ? "base64" : "utf-8");
    properties.put("delivery_tag", tag);
    return properties;
  }

  /** The priority that decides the list: none is the most urgent one here. */
  static int priority(MessageProperties properties) {
    Integer priority = properties.priority();
    return priority == null ? 0 : priority;
  }

  private static void raw(ByteArrayOutputStream out, String ascii) {
    out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
  }
}
