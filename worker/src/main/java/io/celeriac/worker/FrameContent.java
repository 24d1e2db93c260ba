package io.celeriac.worker;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Serializer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a frame holds: named values in Celery's JSON, which keeps bytes, dates and decimals what
 * they are, and behind them a task's body as it came. Reading says which value is not as it should
 * be.
 */
final class FrameContent {

  private static final Serializer JSON = new JsonSerializer();
  private static final byte[] NOTHING = {};

  private final Map<String, @Nullable Object> values;
  private final byte[] body;

  private FrameContent(Map<String, @Nullable Object> values, byte[] body) {
    this.values = values;
    this.body = body;
  }

  static FrameContent of(String kind) {
    return of(kind, NOTHING);
  }

  static FrameContent of(String kind, byte[] body) {
    return new FrameContent(new LinkedHashMap<>(), body).with("kind", kind);
  }

  static FrameContent nested(@Nullable Object map) throws FrameException {
    return new FrameContent(members("a nested value", map), NOTHING);
  }

  FrameContent with(String name, @Nullable Object value) {
    values.put(name, value);
    return this;
  }

  /**
   * The frame.
   *
   * @throws io.celeriac.protocol.EncodeException when a value has no form in JSON
   */
  byte[] encode() {
    byte[] json = JSON.encode(values);
    return ByteBuffer.allocate(Integer.BYTES + json.length + body.length)
        .putInt(json.length)
        .put(json)
        .put(body)
        .array();
  }

  static FrameContent decode(byte[] frame) throws FrameException {
    ByteBuffer buffer = ByteBuffer.wrap(frame);
    int length = buffer.remaining() < Integer.BYTES ? -1 : buffer.getInt();
    if (length < 0 || length > buffer.remaining()) {
      throw new FrameException(
          "A frame of " + frame.length + " bytes says that " + length + " of them are its values");
    }
    int end = Integer.BYTES + length;
    try {
      Object values = JSON.decode(Arrays.copyOfRange(frame, Integer.BYTES, end), "utf-8");
      return new FrameContent(
          members("the frame", values), Arrays.copyOfRange(frame, end, frame.length));
    } catch (DecodeException e) {
      throw new FrameException("The values of a frame cannot be read: " + e.getMessage(), e);
    }
  }

  byte[] body() {
    return body;
  }

  String kind() throws FrameException {
    return text("kind");
  }

  @Nullable Object value(String name) {
    return values.get(name);
  }

  String text(String name) throws FrameException {
    if (values.get(name) instanceof String text) {
      return text;
    }
    throw wrong(name, "a text");
  }

  @Nullable String textOrNull(String name) throws FrameException {
    return values.get(name) == null ? null : text(name);
  }

  long number(String name) throws FrameException {
    if (values.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw wrong(name, "a number");
  }

  boolean flag(String name) throws FrameException {
    if (values.get(name) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, "true or false");
  }

  Map<String, @Nullable Object> map(String name) throws FrameException {
    return members(name, values.get(name));
  }

  private static Map<String, @Nullable Object> members(String name, @Nullable Object value)
      throws FrameException {
    if (!(value instanceof Map<?, ?> map)) {
      throw new FrameException("'" + name + "' of a frame is no map, but " + value);
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    map.forEach((key, member) -> members.put(String.valueOf(key), member));
    return members;
  }

  private FrameException wrong(String name, String wanted) {
    return new FrameException(
        "'" + name + "' of a frame is not " + wanted + ", but " + values.get(name));
  }
}
