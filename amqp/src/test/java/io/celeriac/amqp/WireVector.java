package io.celeriac.amqp;

import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A message that stock Celery has sent over AMQP, as it was captured. */
final class WireVector {
  private static final Set<String> KNOWN =
      Set.of(
          "content_type",
          "content_encoding",
          "delivery_mode",
          "priority",
          "correlation_id",
          "reply_to",
          "expiration");

  private final Message message;
  private final byte[] contentHeader;

  private WireVector(Message message, byte[] contentHeader) {
    this.message = message;
    this.contentHeader = contentHeader;
  }

  /** Its parts. */
  Message message() {
    return message;
  }

  /** The payload of its content header frame. */
  byte[] contentHeader() {
    return contentHeader;
  }

  static WireVector named(String name) {
    JsonNode captured = read(name).get("captured");
    JsonNode properties = captured.get("properties");
    Map<String, @Nullable Object> others = new LinkedHashMap<>();
    properties
        .properties()
        .forEach(property -> {
          if (!KNOWN.contains(property.getKey())) {
            others.put(property.getKey(), value(property.getValue()));
          }
        });
    Base64.Decoder base64 = Base64.getDecoder();
    Message message =
        new Message(
            base64.decode(captured.get("body").get("base64").asString()),
            text(properties, "content_type"),
            text(properties, "content_encoding"),
            map(captured.get("headers")),
            new MessageProperties(
                text(properties, "correlation_id"),
                text(properties, "reply_to"),
                properties.has("priority") ? properties.get("priority").asInt() : null,
                properties.get("delivery_mode").asInt(),
                text(properties, "expiration"),
                others));
    return new WireVector(
        message, base64.decode(captured.get("content_header_payload_base64").asString()));
  }

  private static JsonNode read(String name) {
    String resource = "/vectors/" + name + ".json";
    try (InputStream in = WireVector.class.getResourceAsStream(resource)) {
      return JsonMapper.shared().readTree(Objects.requireNonNull(in, resource));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String text(JsonNode node, String name) {
    return node.has(name) ? node.get(name).asString() : null;
  }

  private static Map<String, @Nullable Object> map(JsonNode node) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    node.properties().forEach(member -> map.put(member.getKey(), value(member.getValue())));
    return map;
  }

  private static @Nullable Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case NULL, MISSING -> null;
      case BOOLEAN -> node.asBoolean();
      case NUMBER -> node.numberValue();
      case ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        node.forEach(element -> list.add(value(element)));
        yield list;
      }
      case OBJECT -> map(node);
      case STRING, BINARY, POJO -> node.asString();
    };
  }
}
