package io.celeriac.amqp;

import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What RabbitMQ sends between the method and the body of a delivery: how long the body is, its
 * content type, headers and properties.
 *
 * @param contentType the property {@code content_type}, or null
 * @param contentEncoding the property {@code content_encoding}, or null
 * @param headers the headers in the order of the wire; none when the property is absent
 * @param properties all other properties that were sent
 */
record ContentHeader(
    @Nullable String contentType,
    @Nullable String contentEncoding,
    Map<String, @Nullable Object> headers,
    MessageProperties properties) {

  private static final int BODY_SIZE_AT = 4;
  private static final int FLAGS_AT = 12;
  private static final int BASIC_CLASS = 60;

  // The flags of the basic class, in the order in which the properties follow.
  private static final int CONTENT_TYPE = 1 << 15;
  private static final int CONTENT_ENCODING = 1 << 14;
  private static final int HEADERS = 1 << 13;
  private static final int DELIVERY_MODE = 1 << 12;
  private static final int PRIORITY = 1 << 11;
  private static final int CORRELATION_ID = 1 << 10;
  private static final int REPLY_TO = 1 << 9;
  private static final int EXPIRATION = 1 << 8;
  private static final int MESSAGE_ID = 1 << 7;
  private static final int TIMESTAMP = 1 << 6;
  private static final int TYPE = 1 << 5;
  private static final int USER_ID = 1 << 4;
  private static final int APP_ID = 1 << 3;
  private static final int CLUSTER_ID = 1 << 2;

  /** How long the body is that follows a content header with this payload. */
  static long bodySize(byte[] payload) {
    return payload.length < FLAGS_AT ? 0 : ByteBuffer.wrap(payload).getLong(BODY_SIZE_AT);
  }

  /** The payload of a content header without any properties. */
  static byte[] bare(long bodySize) {
    return ByteBuffer.allocate(FLAGS_AT + 2)
        .putShort((short) BASIC_CLASS)
        .putLong(BODY_SIZE_AT, bodySize)
        .array();
  }

  /**
   * Reads the payload of a content header frame.
   *
   * @throws MalformedHeaderException when it is not one, saying why
   */
  static ContentHeader read(byte[] payload) throws MalformedHeaderException {
    ByteBuffer in = ByteBuffer.wrap(payload);
    try {
      int flags = in.getShort(FLAGS_AT) & 0xffff;
      in.position(FLAGS_AT + 2);
      return read(flags, new FieldReader(in));
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new MalformedHeaderException("they end before they should", e);
    }
  }

  private static ContentHeader read(int flags, FieldReader in) throws MalformedHeaderException {
    String contentType = text(flags, CONTENT_TYPE, in);
    String contentEncoding = text(flags, CONTENT_ENCODING, in);
    Map<String, @Nullable Object> headers = Map.of();
    if ((flags & HEADERS) != 0) {
      headers = in.table();
    }
    int deliveryMode = (flags & DELIVERY_MODE) != 0 ? in.octet() : MessageProperties.TRANSIENT;
    Integer priority = (flags & PRIORITY) != 0 ? in.octet() : null;
    String correlationId = text(flags, CORRELATION_ID, in);
    String replyTo = text(flags, REPLY_TO, in);
    String expiration = text(flags, EXPIRATION, in);
    return new ContentHeader(
        contentType,
        contentEncoding,
        headers,
        new MessageProperties(
            correlationId, replyTo, priority, deliveryMode, expiration, others(flags, in)));
  }

  private static Map<String, @Nullable Object> others(int flags, FieldReader in) {
    if ((flags & (MESSAGE_ID | TIMESTAMP | TYPE | USER_ID | APP_ID | CLUSTER_ID)) == 0) {
      return Map.of();
    }
    Map<String, @Nullable Object> others = new LinkedHashMap<>();
    putText(others, "message_id", flags, MESSAGE_ID, in);
    if ((flags & TIMESTAMP) != 0) {
      others.put("timestamp", in.timestamp());
    }
    putText(others, "type", flags, TYPE, in);
    putText(others, "user_id", flags, USER_ID, in);
    putText(others, "app_id", flags, APP_ID, in);
    putText(others, "cluster_id", flags, CLUSTER_ID, in);
    return others;
  }

  private static void putText(
      Map<String, @Nullable Object> others, String name, int flags, int flag, FieldReader in) {
    if ((flags & flag) != 0) {
      others.put(name, in.shortString());
    }
  }

  private static @Nullable String text(int flags, int flag, FieldReader in) {
    return (flags & flag) != 0 ? in.shortString() : null;
  }

  /** The message that this header and a body make. */
  Message with(byte[] body) {
    return new Message(body, contentType, contentEncoding, headers, properties);
  }
}
