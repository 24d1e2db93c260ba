package io.celeriac.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Celery's JSON: the text that Python's {@code json} writes, with typed values in {@code __type__}
 * envelopes. Immutable.
 */
public final class JsonSerializer implements Serializer {
  private final JsonTypes types;
  private final DecodeLimits limits;

  /** Makes one that knows Celery's types. */
  public JsonSerializer() {
    this(JsonTypes.NONE);
  }

  /** Makes one that knows further types. */
  public JsonSerializer(JsonTypes types) {
    this(types, DecodeLimits.DEFAULTS);
  }

  private JsonSerializer(JsonTypes types, DecodeLimits limits) {
    this.types = types;
    this.limits = limits;
  }

  @Override
  public String name() {
    return "json";
  }

  @Override
  public String contentType() {
    return "application/json";
  }

  @Override
  public String contentEncoding() {
    return "utf-8";
  }

  @Override
  public byte[] encode(@Nullable Object value) {
    throw new UnsupportedOperationException("json " + types.hashCode());
  }

  @Override
  public @Nullable Object decode(byte[] body, @Nullable String contentEncoding) {
    throw new UnsupportedOperationException("json " + limits);
  }

  @Override
  public Serializer limitedTo(DecodeLimits newLimits) {
    return new JsonSerializer(types, newLimits);
  }
}
