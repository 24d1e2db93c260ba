package io.celeriac.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message as any transport carries it: bytes, how to read them, headers and properties. Two
 * messages are equal if all of that is equal, the body byte for byte. The body array is not copied;
 * whoever hands it over must not change it afterwards.
 *
 * @param body the serialised and possibly compressed content
 * @param contentType media type of the serialiser, such as {@code application/json}
 * @param contentEncoding {@code utf-8} or another character set for text, {@code binary} for bytes
 * @param headers the headers in order; values may be null
 * @param properties everything that is neither header nor content
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode look into the array
public record Message(
    byte[] body,
    @Nullable String contentType,
    @Nullable String contentEncoding,
    Map<String, @Nullable Object> headers,
    MessageProperties properties) {

  // Not compact: only a constructor spelled out keeps the nullness of type arguments for other
  // modules.
  public Message(
      byte[] body,
      @Nullable String contentType,
      @Nullable String contentEncoding,
      Map<String, @Nullable Object> headers,
      MessageProperties properties) {
    this.body = Objects.requireNonNull(body, "body");
    this.contentType = contentType;
    this.contentEncoding = contentEncoding;
    this.headers = Immutable.map(headers);
    this.properties = properties;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Message that
        && Arrays.equals(body, that.body)
        && Objects.equals(contentType, that.contentType)
        && Objects.equals(contentEncoding, that.contentEncoding)
        && headers.equals(that.headers)
        && properties.equals(that.properties);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(body) + headers.hashCode();
  }

  /** Shows the first bytes of the body only; for logs. */
  @Override
  public String toString() {
    int shown = Math.min(body.length, 200);
    return "Message[contentType=%s, contentEncoding=%s, headers=%s, properties=%s, body=%s%s (%d B)]"
        .formatted(
            contentType,
            contentEncoding,
            headers,
            properties,
            new String(body, 0, shown, StandardCharsets.UTF_8),
            shown < body.length ? "..." : "",
            body.length);
  }
}
