package io.celeriac;

import io.celeriac.protocol.Message;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code celeriac_signature} covers, as bytes: the same on both ends, whichever way a broker
 * has of writing a number or a time. Each value has its kind and its length before it, so that no
 * two messages have the same bytes.
 */
final class SignedContent {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);

  private SignedContent() {}

  static byte[] of(Message message, String destination, String signer, long millis, String serial) {
    SignedContent content = new SignedContent();
    content.text("celeriac 1");
    content.text(signer);
    content.number(millis);
    content.text(serial);
    content.text(destination);
    content.add(message.contentType());
    content.add(message.contentEncoding());
    content.add(message.properties().correlationId());
    content.add(message.properties().replyTo());
    Map<String, @Nullable Object> headers = new TreeMap<>(message.headers());
    headers.keySet().removeIf(SignedContent::isOfBroker);
    content.add(headers);
    content.bytes('b', message.body());
    return content.out.toByteArray();
  }

  /** What a broker, or whoever gives a message back to it, adds on the way. */
  private static boolean isOfBroker(String header) {
    return header.equals(SignedMessages.HEADER)
        || header.equals("redelivered")
        || header.equals("CC")
        || header.equals("BCC")
        || header.equals("x-death")
        || header.startsWith("x-first-death-")
        || header.startsWith("x-last-death-")
        || header.equals("x-delivery-count")
        || header.equals("x-acquired-count")
        || header.startsWith("x-opt-")
        || header.startsWith("x-celeriac-");
  }

  private void add(@Nullable Object value) {
    switch (value) {
      case null -> out.write('n');
      case Boolean truth -> out.write(truth ? 't' : 'f');
      case Number number -> number(number);
      case byte[] bytes -> bytes('s', bytes); // on RabbitMQ they come as text
      case Instant time -> number(time.getEpochSecond()); // all that RabbitMQ keeps of it
      case OffsetDateTime time -> number(time.toEpochSecond());
      case ZonedDateTime time -> number(time.toEpochSecond());
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((name, each) -> sorted.put(String.valueOf(name), each));
        out.write('{');
        sorted.forEach((name, each) -> {
          text(name);
          add(each);
        });
        out.write('}');
      }
      case Collection<?> several -> {
        out.write('[');
        several.forEach(this::add);
        out.write(']');
      }
      default -> text(String.valueOf(value));
    }
  }

  /** A whole number may have come as a float, and an int as a long. */
  private void number(Number number) {
    String digits;
    try {
      digits = new BigDecimal(number.toString()).stripTrailingZeros().toString();
    } catch (NumberFormatException _) {
      digits = number.toString(); // not finite
    }
    bytes('d', digits.getBytes(StandardCharsets.US_ASCII));
  }

  private void text(String text) {
    bytes('s', text.getBytes(StandardCharsets.UTF_8));
  }

  private void bytes(char kind, byte[] bytes) {
    out.write(kind);
    out.writeBytes(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
    out.write(':');
    out.writeBytes(bytes);
  }
}
