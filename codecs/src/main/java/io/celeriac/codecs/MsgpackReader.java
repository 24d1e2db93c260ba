package io.celeriac.codecs;

import io.celeriac.protocol.BodyText;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.LimitExceededException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * Builds values from one MessagePack text. Sizes that the data claim are checked against the bytes
 * that are left before anything is set aside for them.
 */
final class MsgpackReader {
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private final MessageUnpacker unpacker;
  private final long length;
  private final DecodeLimits limits;
  private int depth;
  private int values;

  MsgpackReader(MessageUnpacker unpacker, long length, DecodeLimits limits) {
    this.unpacker = unpacker;
    this.length = length;
    this.limits = limits;
  }

  @Nullable Object document() throws IOException {
    Object value = value();
    if (unpacker.hasNext()) {
      throw new DecodeException("not MessagePack: bytes go on after the value");
    }
    return value;
  }

  private @Nullable Object value() throws IOException {
    count();
    MessageFormat format = unpacker.getNextFormat();
    return switch (format.getValueType()) {
      case NIL -> {
        unpacker.unpackNil();
        yield null;
      }
      case BOOLEAN -> unpacker.unpackBoolean();
      case INTEGER -> format == MessageFormat.UINT64 ? unsigned() : (Long) unpacker.unpackLong();
      case FLOAT -> unpacker.unpackDouble();
      case STRING -> text();
      case BINARY -> payload(unpacker.unpackBinaryHeader());
      case ARRAY -> list();
      case MAP -> map();
      case EXTENSION -> throw new DecodeException("MessagePack extension types are not read");
    };
  }

  private Number unsigned() throws IOException {
    BigInteger number = unpacker.unpackBigInteger();
    return number.compareTo(LONG_MAX) > 0 ? number : (Number) number.longValue();
  }

  private String text() throws IOException {
    byte[] bytes = payload(unpacker.unpackRawStringHeader());
    String text = new String(bytes, StandardCharsets.UTF_8);
    // The replacement character may be meant, or stand for what is not UTF-8: then look closely.
    return text.indexOf('\ufffd') < 0 ? text : BodyText.of(bytes, "utf-8");
  }

  private byte[] payload(int size) throws IOException {
    claim(size);
    return unpacker.readPayload(size);
  }

  private List<@Nullable Object> list() throws IOException {
    int size = unpacker.unpackArrayHeader();
    claim(size);
    enter();
    List<@Nullable Object> list = new ArrayList<>(Math.min(size, 16));
    for (int i = 0; i < size; i++) {
      list.add(value());
    }
    depth--;
    return Collections.unmodifiableList(list);
  }

  private Map<String, @Nullable Object> map() throws IOException {
    int size = unpacker.unpackMapHeader();
    claim(size * 2L);
    enter();
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(key(), value());
    }
    depth--;
    return Collections.unmodifiableMap(map);
  }

  private String key() throws IOException {
    count();
    ValueType type = unpacker.getNextFormat().getValueType();
    return switch (type) {
      case STRING -> text();
      case BINARY -> BodyText.of(payload(unpacker.unpackBinaryHeader()), "utf-8");
      case NIL, BOOLEAN, INTEGER, FLOAT, ARRAY, MAP, EXTENSION ->
          throw new DecodeException(
              "a key of a mapping must be text, but is " + type.name().toLowerCase(Locale.ROOT));
    };
  }

  private void count() {
    if (++values > limits.maxValues()) {
      throw new LimitExceededException(
          "a body of more than %d values".formatted(limits.maxValues()));
    }
  }

  private void claim(long bytes) {
    if (bytes > length - unpacker.getTotalReadBytes()) {
      throw new DecodeException("not MessagePack: it ends before the size it gives");
    }
  }

  private void enter() {
    if (++depth > limits.maxNesting()) {
      throw new LimitExceededException(
          "values are nested deeper than the %d levels allowed".formatted(limits.maxNesting()));
    }
  }
}
