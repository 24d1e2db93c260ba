package io.celeriac.protocol;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From the bytes of a message to the value they stand for: limits, decompression, deserialisation,
 * in that order, so that nothing is inflated that is not wanted.
 */
final class BodyDecoder {
  private final Serializers serializers;
  private final Compressors compressors;
  private final DecodeLimits limits;

  BodyDecoder(Serializers serializers, Compressors compressors, DecodeLimits limits) {
    this.serializers = serializers.limitedTo(limits);
    this.compressors = compressors;
    this.limits = limits;
  }

  /** Says why a message's content type is refused, or null if it is not. */
  static @Nullable String refusal(Message message, AcceptContent accept) {
    String contentType = message.contentType();
    if (accept.accepts(contentType)) {
      return null;
    }
    return "content type %s is not accepted; accept_content has %s"
            .formatted(PythonRepr.of(contentType), accept)
        + (contentType != null && Pickle.is(contentType) ? "; " + Pickle.REASON : "");
  }

  /**
   * Returns the value of a body; text or bytes as they are if no serialiser has this content type.
   *
   * @throws DecodeException if the body is not what the message says
   */
  @Nullable Object decode(Message message) {
    byte[] body = message.body();
    limits.expectReadable("a body", body);
    Object method = message.headers().get(TaskMessageCodec.COMPRESSION);
    if (method != null && !method.toString().isEmpty()) {
      body = decompressed(body, method.toString());
    }
    if (body.length == 0) {
      return "";
    }
    Optional<Serializer> serializer = serializers.find(contentType(message));
    return serializer.isPresent()
        ? serializer.get().decode(body, message.contentEncoding())
        : undecoded(body, message.contentEncoding());
  }

  /** None counts as raw data, as with kombu; where signed messages are read, those are that. */
  private static String contentType(Message message) {
    String contentType = message.contentType();
    return contentType == null || contentType.isEmpty() ? "application/data" : contentType;
  }

  private byte[] decompressed(byte[] body, String method) {
    Compressor compressor =
        compressors
            .find(method)
            .orElseThrow(() ->
                new DecodeException(
                    "unknown compression %s; there are %s"
                        .formatted(PythonRepr.of(method), String.join(", ", compressors.names()))));
    return compressor.decompress(body, limits.decompressedBytes(body.length));
  }

  private static Object undecoded(byte[] body, @Nullable String contentEncoding) {
    String encoding = contentEncoding == null ? "utf-8" : contentEncoding.toLowerCase(Locale.ROOT);
    return encoding.equals("binary") || encoding.equals("ascii-8bit")
        ? body
        : BodyText.of(body, contentEncoding);
  }
}
