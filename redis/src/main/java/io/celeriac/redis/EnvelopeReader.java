package io.celeriac.redis;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads envelopes, whoever wrote them: members that a stock consumer can do without may be missing.
 * What cannot be read becomes an envelope with a defect, never an exception, since the item is
 * already taken. Immutable.
 */
final class EnvelopeReader {
  /** A header of ours around an item that was no envelope: what is wrong with it. */
  static final String DEFECT_HEADER = "celeriac_defect";

  /** How much of an item over the limit is kept, to be shown. */
  private static final int SHOWN = 256;

  private final JsonSerializer json;
  private final int longest;

  /** With the longest envelope to read, in bytes. */
  EnvelopeReader(JsonSerializer json, int longest) {
    this.json = json;
    this.longest = longest;
  }

  /** The envelope of some bytes that were taken from a queue, or received for it. */
  Envelope read(byte[] raw, String queue) {
    if (raw.length > longest) {
      return tooLong(Arrays.copyOf(raw, SHOWN), raw.length, queue, longest);
    }
    try {
      return envelope(object(json.decode(raw, "utf-8"), "The item"), queue);
    } catch (DecodeException | StackOverflowError e) {
      return defective(raw, queue, "The item is not JSON of Celery's kind: " + e.getMessage());
    } catch (Flaw flaw) {
      return defective(raw, queue, flaw.what);
    }
  }

  private Envelope envelope(Map<String, @Nullable Object> members, String queue) throws Flaw {
    Map<String, @Nullable Object> properties =
        object(members.get("properties"), "The item's member 'properties'");
    // Rusty Celery sends none; the message went straight into the list then.
    Map<String, @Nullable Object> info =
        properties.get("delivery_info") == null
            ? Map.of("exchange", "", "routing_key", queue)
            : object(properties.get("delivery_info"), "The item's property 'delivery_info'");
    Map<String, @Nullable Object> headers =
        members.get("headers") == null
            ? Map.of()
            : object(members.get("headers"), "The item's member 'headers'");
    String exchange = text(info.get("exchange"), "The exchange in 'delivery_info'");
    String routingKey = text(info.get("routing_key"), "The routing_key in 'delivery_info'");
    Message message =
        new Message(
            body(members.get("body"), properties.get("body_encoding")),
            optionalText(members.get("content-type")),
            optionalText(members.get("content-encoding")),
            headers,
            properties(properties));
    if (headers.get(DEFECT_HEADER) instanceof String defect) {
      Message content = new Message(message.body(), null, null, Map.of(), MessageProperties.of());
      return new Envelope(content, exchange, routingKey, null, true, defect, false);
    }
    return new Envelope(
        message,
        exchange,
        routingKey,
        text(properties.get("delivery_tag"), "The item's property 'delivery_tag'"),
        Boolean.TRUE.equals(headers.get("redelivered"))
            || Boolean.TRUE.equals(info.get("redelivered"))
            || Boolean.TRUE.equals(members.get("redelivered")),
        null,
        false);
  }

  /** An envelope for an item over the limit, of which only the beginning is here. */
  static Envelope cut(byte[] beginning, long size, String queue, RedisOptions options) {
    return tooLong(beginning, size, queue, options.longestEnvelope());
  }

  private static Envelope tooLong(byte[] beginning, long size, String queue, int longest) {
    Message message = new Message(beginning, null, null, Map.of(), MessageProperties.of());
    String defect =
        "The item of %d bytes is longer than the %d that are read (celeriac_max_body_bytes)"
            .formatted(size, longest);
    return new Envelope(message, "", queue, null, false, defect, true);
  }

  /** An envelope for an item that is none. */
  static Envelope defective(byte[] raw, String queue, String defect) {
    Message message = new Message(raw, null, null, Map.of(), MessageProperties.of());
    return new Envelope(message, "", queue, null, false, defect, false);
  }

  private static byte[] body(@Nullable Object body, @Nullable Object encoding) throws Flaw {
    String text = text(body, "The item's member 'body'");
    String name = encoding == null ? "" : encoding.toString().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "", "utf-8" -> text.getBytes(StandardCharsets.UTF_8);
      case "base64" -> base64(text);
      default -> throw new Flaw("The item's body_encoding '" + name + "' is not known");
    };
  }

  private static byte[] base64(String text) throws Flaw {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new Flaw("The item's body is not base64: " + e.getMessage());
    }
  }

  private static MessageProperties properties(Map<String, @Nullable Object> members) {
    Map<String, @Nullable Object> others = new LinkedHashMap<>(members);
    others.keySet().removeAll(List.of("delivery_info", "delivery_tag", "body_encoding"));
    return new MessageProperties(
        optionalText(others.remove("correlation_id")),
        optionalText(others.remove("reply_to")),
        priority(others.remove("priority")),
        others.remove("delivery_mode") instanceof Number mode && mode.intValue() == 1
            ? MessageProperties.TRANSIENT
            : MessageProperties.PERSISTENT,
        optionalText(others.remove("expiration")),
        others);
  }

  /** 0 to 9, digits as text too; anything else counts as 0, as kombu has it. */
  private static int priority(@Nullable Object value) {
    if (value instanceof Number number) {
      return Math.clamp(number.longValue(), 0, 9);
    }
    if (value instanceof String text && text.strip().matches("[+-]?\\d{1,9}")) {
      return Math.clamp(Integer.parseInt(text.strip()), 0, 9);
    }
    return 0;
  }

  @SuppressWarnings("unchecked") // JSON's objects have text as keys
  private static Map<String, @Nullable Object> object(@Nullable Object value, String what)
      throws Flaw {
    if (value instanceof Map<?, ?> members) {
      return (Map<String, @Nullable Object>) members;
    }
    throw new Flaw(what + (value == null ? " is missing" : " is no object"));
  }

  private static String text(@Nullable Object value, String what) throws Flaw {
    if (value instanceof String text) {
      return text;
    }
    throw new Flaw(what + (value == null ? " is missing" : " is no text"));
  }

  private static @Nullable String optionalText(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  /** Why an item is no envelope; never leaves this class. */
  private static final class Flaw extends Exception {
    private static final long serialVersionUID = 1L;

    private final String what;

    Flaw(String what) {
      super(what, null, false, false);
      this.what = what;
    }
  }
}
