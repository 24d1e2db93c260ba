package io.celeriac.redis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A reserved message as it stands in the hash: envelope, exchange and routing key. To mark it as
 * redelivered the text is edited in two places and otherwise left alone, so that numbers, escapes
 * and unknown members survive as they were.
 */
final class StoredMessage {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String NAME = "redelivered";

  /** Where bytes are to be replaced. */
  private record Edit(int from, int to, String text) {}

  private final byte[] value;
  private final List<Edit> edits = new ArrayList<>();
  private int start;
  private int end;
  private int priority;
  private String exchange = "";
  private String routingKey = "";

  private StoredMessage(byte[] value) {
    this.value = value;
  }

  /** The value to store for an envelope; both names are written as JSON already. */
  static byte[] value(byte[] envelope, byte[] exchange, byte[] routingKey) {
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(envelope.length + exchange.length + routingKey.length + 6);
    byte[] comma = {',', ' '};
    out.write('[');
    out.writeBytes(envelope);
    out.writeBytes(comma);
    out.writeBytes(exchange);
    out.writeBytes(comma);
    out.writeBytes(routingKey);
    out.write(']');
    return out.toByteArray();
  }

  /**
   * Reads a value of the hash.
   *
   * @throws IllegalArgumentException when it is none
   */
  static StoredMessage parse(byte[] value) {
    StoredMessage stored = new StoredMessage(value);
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), value)) {
      stored.read(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("No reserved message: " + e.getOriginalMessage(), e);
    }
    return stored;
  }

  String exchange() {
    return exchange;
  }

  String routingKey() {
    return routingKey;
  }

  int priority() {
    return priority;
  }

  /** The envelope as it is. */
  byte[] envelope() {
    return Arrays.copyOfRange(value, start, end);
  }

  /** The envelope with both marks of a message that was put back. */
  byte[] redelivered() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(end - start + 64);
    int copied = start;
    for (Edit edit : edits) {
      out.write(value, copied, edit.from - copied);
      out.writeBytes(edit.text.getBytes(StandardCharsets.US_ASCII));
      copied = edit.to;
    }
    out.write(value, copied, end - copied);
    return out.toByteArray();
  }

  private void read(JsonParser json) {
    expect(json.nextToken() == JsonToken.START_ARRAY);
    expect(json.nextToken() == JsonToken.START_OBJECT);
    start = at(json);
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      JsonToken token = json.nextToken();
      if (name.equals("headers") && token == JsonToken.START_OBJECT) {
        markIn(json);
      } else if (name.equals("properties") && token == JsonToken.START_OBJECT) {
        readProperties(json);
      } else {
        json.skipChildren();
      }
    }
    expect(json.currentToken() == JsonToken.END_OBJECT);
    end = at(json) + 1;
    expect(json.nextToken() == JsonToken.VALUE_STRING);
    exchange = json.getString();
    expect(json.nextToken() == JsonToken.VALUE_STRING);
    routingKey = json.getString();
  }

  private void readProperties(JsonParser json) {
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      JsonToken token = json.nextToken();
      if (name.equals("delivery_info") && token == JsonToken.START_OBJECT) {
        markIn(json);
      } else if (name.equals("priority") && token.isScalarValue()) {
        priority = priority(json);
      } else {
        json.skipChildren();
      }
    }
  }

  /** Notes how to set the mark in the object that begins here. */
  private void markIn(JsonParser json) {
    boolean empty = true;
    boolean marked = false;
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      empty = false;
      json.nextToken();
      int from = at(json);
      if (name.equals(NAME) && json.currentToken().isScalarValue()) {
        json.getString(); // reads to its end
        edits.add(new Edit(from, Math.toIntExact(json.currentLocation().getByteOffset()), "true"));
        marked = true;
      } else {
        json.skipChildren();
      }
    }
    if (!marked) {
      edits.add(new Edit(at(json), at(json), (empty ? "" : ", ") + "\"" + NAME + "\": true"));
    }
  }

  private static int priority(JsonParser json) {
    if (json.currentToken().isNumeric()) {
      return Math.clamp((long) json.getDoubleValue(), 0, 9);
    }
    try {
      return Math.clamp(Integer.parseInt(json.getString().strip()), 0, 9);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static int at(JsonParser json) {
    return Math.toIntExact(json.currentTokenLocation().getByteOffset());
  }

  private static void expect(boolean met) {
    if (!met) {
      throw new IllegalArgumentException("No reserved message: not [envelope, exchange, key]");
    }
  }
}
