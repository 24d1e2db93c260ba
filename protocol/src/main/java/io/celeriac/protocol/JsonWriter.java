package io.celeriac.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes one value as the very bytes that Python's {@code json.dumps} gives with kombu's encoder: a
 * blank after each separator, ASCII only, lower-case escapes. Written by hand because signatures
 * and comparisons see every byte.
 */
final class JsonWriter {
  /** Deeper than any message; a container that holds itself ends here. */
  private static final int MAX_DEPTH = 500;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final JsonTypes types;
  private byte[] buffer = new byte[256];
  private int length;
  private int depth;

  JsonWriter(JsonTypes types) {
    this.types = types;
  }

  byte[] bytes() {
    return Arrays.copyOf(buffer, length);
  }

  void write(@Nullable Object value) {
    switch (value) {
      case null -> ascii("null");
      case String text -> text(text);
      case Boolean bool -> ascii(bool ? "true" : "false");
      case Integer number -> ascii(Integer.toString(number));
      case Long number -> ascii(Long.toString(number));
      case Double number -> ascii(number(number));
      case List<?> list -> list(list);
      case Map<?, ?> map -> map(map);
      default -> {
        JsonTypes.Encoding<?> encoding = types.encodingOf(value);
        if (encoding != null) {
          registered(encoding, value);
        } else {
          typed(value);
        }
      }
    }
  }

  private void typed(Object value) {
    switch (value) {
      case BigInteger number -> ascii(number.toString());
      case Float number -> ascii(number(Double.parseDouble(number.toString())));
      case Short number -> ascii(number.toString());
      case Byte number -> ascii(number.toString());
      case byte[] bytes -> bytes(bytes);
      case BigDecimal number -> envelope("decimal", number.toString());
      case NonFiniteDecimal number -> envelope("decimal", number.toString());
      case UUID uuid -> envelope("uuid", Map.of("hex", uuid.toString().replace("-", "")));
      default -> envelope(marker(value), time(value));
    }
  }

  private static String marker(Object value) {
    return switch (value) {
      case OffsetDateTime _, ZonedDateTime _, Instant _, LocalDateTime _ -> "datetime";
      case LocalDate _ -> "date";
      case LocalTime _, OffsetTime _ -> "time";
      default ->
          throw new EncodeException(
              value.getClass().getName()
                  + " has no form in JSON: "
                  + Shown.of(value)
                  + "; convert it, or register it with JsonTypes");
    };
  }

  private static String time(Object value) {
    try {
      return switch (value) {
        case OffsetDateTime time -> IsoTime.format(time);
        case ZonedDateTime time -> IsoTime.format(time.toOffsetDateTime());
        case Instant time -> IsoTime.format(time);
        case LocalDateTime time -> IsoTime.format(time);
        case LocalDate date -> IsoTime.format(date);
        case LocalTime time -> IsoTime.format(time);
        default -> IsoTime.format((OffsetTime) value);
      };
    } catch (DateTimeException e) {
      throw new EncodeException(e.getMessage() + "", e);
    }
  }

  private void registered(JsonTypes.Encoding<?> encoding, Object value) {
    Object encoded = encoding.encode(value);
    String marker = encoding.marker();
    enter();
    if (marker == null) {
      write(encoded);
    } else {
      envelope(marker, encoded);
    }
    depth--;
  }

  private void envelope(String marker, @Nullable Object value) {
    ascii("{\"__type__\": ");
    text(marker);
    ascii(", \"__value__\": ");
    write(value);
    put('}');
  }

  private void bytes(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      envelope("base64", Base64.getEncoder().encodeToString(bytes));
      return;
    }
    envelope("bytes", text);
  }

  private void list(List<?> list) {
    enter();
    put('[');
    int index = 0;
    for (Object element : list) {
      if (index > 0) {
        ascii(", ");
      }
      try {
        write(element);
      } catch (EncodeException e) {
        throw e.at(index);
      }
      index++;
    }
    put(']');
    depth--;
  }

  private void map(Map<?, ?> map) {
    enter();
    put('{');
    boolean first = true;
    for (Map.Entry<?, ?> member : map.entrySet()) {
      if (!first) {
        ascii(", ");
      }
      first = false;
      String key = key(member.getKey());
      text(key);
      ascii(": ");
      try {
        write(member.getValue());
      } catch (EncodeException e) {
        throw e.at(key);
      }
    }
    put('}');
    depth--;
  }

  private static String key(@Nullable Object key) {
    return switch (key) {
      case String text -> text;
      case null -> "null";
      case Boolean bool -> bool.toString();
      case Integer number -> number.toString();
      case Long number -> number.toString();
      case BigInteger number -> number.toString();
      case Double number -> number(number);
      default ->
          throw new EncodeException(
              "a key of a mapping must be text, number, boolean or null, but one is a "
                  + key.getClass().getName());
    };
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw new EncodeException(
          "values are nested deeper than " + MAX_DEPTH + "; does one contain itself?");
    }
  }

  private static String number(double number) {
    if (Double.isFinite(number)) {
      return PythonFloat.repr(number);
    }
    return Double.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
  }

  private void text(String text) {
    int chars = text.length();
    reserve(chars + 2);
    buffer[length++] = '"';
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
        buffer[length++] = (byte) c;
      } else {
        escape(c);
        reserve(chars - i);
      }
    }
    buffer[length++] = '"';
  }

  private void escape(char c) {
    reserve(6);
    buffer[length++] = '\\';
    switch (c) {
      case '"', '\\' -> buffer[length++] = (byte) c;
      case '\n' -> buffer[length++] = 'n';
      case '\r' -> buffer[length++] = 'r';
      case '\t' -> buffer[length++] = 't';
      case '\b' -> buffer[length++] = 'b';
      case '\f' -> buffer[length++] = 'f';
      default -> {
        buffer[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
          buffer[length++] = HEX[c >> shift & 0xf];
        }
      }
    }
  }

  private void ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      buffer[length++] = (byte) text.charAt(i);
    }
  }

  private void put(char c) {
    reserve(1);
    buffer[length++] = (byte) c;
  }

  private void reserve(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(length + more, buffer.length * 2));
    }
  }
}
