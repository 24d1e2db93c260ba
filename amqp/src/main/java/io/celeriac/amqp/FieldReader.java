package io.celeriac.amqp;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the typed values of AMQP, in RabbitMQ's dialect, out of the bytes of one frame. The client
 * library would do so while it reads from the socket, where a value it does not know (py-amqp
 * writes large integers with the octet {@code L}) or a table nested too deeply ends the connection,
 * and again at each redelivery. Here it is one message that cannot be read.
 */
final class FieldReader {
  /** As deep as the JSON of a body may be nested; a stack would hold far more. */
  private static final int MAX_NESTING = 100;

  private final ByteBuffer in;

  FieldReader(ByteBuffer in) {
    this.in = in;
  }

  String shortString() {
    return text(in.get() & 0xff);
  }

  /** A table, in the order of the wire; of two members of one name the later one counts. */
  Map<String, @Nullable Object> table() throws MalformedHeaderException {
    return table(0);
  }

  /** Seconds since 1970, as the property {@code timestamp} has them. */
  long timestamp() {
    return in.getLong();
  }

  int octet() {
    return in.get() & 0xff;
  }

  private Map<String, @Nullable Object> table(int depth) throws MalformedHeaderException {
    int end = end(depth);
    Map<String, @Nullable Object> table = new LinkedHashMap<>();
    while (in.position() < end) {
      String name = shortString();
      table.put(name, value(name, depth));
    }
    ended(end);
    return table;
  }

  private List<@Nullable Object> array(int depth) throws MalformedHeaderException {
    int end = end(depth);
    List<@Nullable Object> array = new ArrayList<>();
    while (in.position() < end) {
      array.add(value("of a list", depth));
    }
    ended(end);
    return array;
  }

  private int end(int depth) throws MalformedHeaderException {
    if (depth > MAX_NESTING) {
      throw new MalformedHeaderException("they are nested more than " + MAX_NESTING + " deep");
    }
    int length = length();
    return in.position() + length;
  }

  private void ended(int end) throws MalformedHeaderException {
    if (in.position() != end) {
      throw new MalformedHeaderException("a table or list does not end where its length says");
    }
  }

  private @Nullable Object value(String name, int depth) throws MalformedHeaderException {
    byte type = in.get();
    return switch (type) {
      case 'S' -> text(length());
      case 'I' -> in.getInt();
      case 'l', 'L' -> in.getLong();
      case 't' -> in.get() != 0;
      case 'V' -> null;
      case 'F' -> table(depth + 1);
      case 'A' -> array(depth + 1);
      case 'd' -> in.getDouble();
      case 'f' -> (double) in.getFloat();
      case 'D' -> decimal();
      case 'T' -> instant(name);
      case 'x' -> bytes();
      case 'i' -> Integer.toUnsignedLong(in.getInt());
      case 's' -> (int) in.getShort();
      case 'u' -> Short.toUnsignedInt(in.getShort());
      case 'b' -> (int) in.get();
      case 'B' -> in.get() & 0xff;
      default ->
          throw new MalformedHeaderException(
              "the value '%s' has the unknown type octet 0x%02x".formatted(name, type));
    };
  }

  private BigDecimal decimal() {
    int scale = in.get() & 0xff;
    return new BigDecimal(BigInteger.valueOf(in.getInt()), scale);
  }

  private Instant instant(String name) throws MalformedHeaderException {
    long seconds = in.getLong();
    try {
      return Instant.ofEpochSecond(seconds);
    } catch (DateTimeException e) {
      throw new MalformedHeaderException("the time '" + name + "' is out of range: " + seconds, e);
    }
  }

  private byte[] bytes() throws MalformedHeaderException {
    byte[] bytes = new byte[length()];
    in.get(bytes);
    return bytes;
  }

  private int length() throws MalformedHeaderException {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new MalformedHeaderException(
          "a length says %d bytes where %d are left"
              .formatted(Integer.toUnsignedLong(length), in.remaining()));
    }
    return length;
  }

  private String text(int length) {
    String text =
        new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
    in.position(in.position() + length);
    return text;
  }
}
