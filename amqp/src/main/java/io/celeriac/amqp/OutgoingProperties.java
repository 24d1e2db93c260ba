package io.celeriac.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.impl.ContentHeaderPropertyWriter;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a message that goes out, which write themselves: the library's own copy the
 * headers into a map that forgets their order. What is null is not sent at all, and of the
 * {@linkplain MessageProperties#others other} properties only those that AMQP knows.
 */
final class OutgoingProperties extends BasicProperties {
  private final Message message;
  private final Map<String, @Nullable Object> fields;
  private final @Nullable Date timestamp;

  private OutgoingProperties(
      Message message, Map<String, @Nullable Object> fields, @Nullable Date timestamp) {
    this.message = message;
    this.fields = fields;
    this.timestamp = timestamp;
  }

  /**
   * The properties with the headers.
   *
   * @throws IllegalArgumentException naming a header or property that AMQP cannot carry
   */
  static OutgoingProperties of(Message message) {
    return new OutgoingProperties(
        message,
        FieldWriter.table("Header", message.headers()),
        timestamp(message.properties().others().get("timestamp")));
  }

  @Override
  public void writePropertiesTo(ContentHeaderPropertyWriter writer) throws IOException {
    MessageProperties properties = message.properties();
    List<@Nullable String> first = texts(message.contentType(), message.contentEncoding());
    List<@Nullable String> middle =
        texts(properties.correlationId(), properties.replyTo(), properties.expiration());
    String messageId = other("message_id");
    List<@Nullable String> last =
        texts(other("type"), other("user_id"), other("app_id"), other("cluster_id"));

    presence(writer, first);
    writer.writePresence(true); // headers
    writer.writePresence(true); // delivery mode
    writer.writePresence(properties.priority() != null);
    presence(writer, middle);
    writer.writePresence(messageId != null);
    writer.writePresence(timestamp != null);
    presence(writer, last);
    writer.finishPresence();

    write(writer, first);
    writer.writeTable(fields);
    writer.writeOctet(properties.deliveryMode());
    if (properties.priority() != null) {
      writer.writeOctet(properties.priority());
    }
    write(writer, middle);
    write(writer, texts(messageId));
    if (timestamp != null) {
      writer.writeTimestamp(timestamp);
    }
    write(writer, last);
  }

  private static List<@Nullable String> texts(@Nullable String... texts) {
    return Arrays.asList(texts);
  }

  private static void presence(ContentHeaderPropertyWriter writer, List<@Nullable String> texts)
      throws IOException {
    for (String text : texts) {
      writer.writePresence(text != null);
    }
  }

  private static void write(ContentHeaderPropertyWriter writer, List<@Nullable String> texts)
      throws IOException {
    for (String text : texts) {
      if (text != null) {
        writer.writeShortstr(text);
      }
    }
  }

  private @Nullable String other(String name) {
    Object value = message.properties().others().get(name);
    return value == null ? null : value.toString();
  }

  private static @Nullable Date timestamp(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Number seconds -> Date.from(Instant.ofEpochSecond(seconds.longValue()));
      case Instant time -> Date.from(time);
      case Date time -> time;
      default ->
          throw new IllegalArgumentException(
              "The property 'timestamp' is %s (%s); it would be seconds since 1970 or an Instant"
                  .formatted(value, value.getClass().getName()));
    };
  }
}
