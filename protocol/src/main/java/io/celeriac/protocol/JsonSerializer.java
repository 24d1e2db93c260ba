package io.celeriac.protocol;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Celery's JSON: the text that Python's {@code json} writes, with typed values in {@code __type__}
 * envelopes. Immutable.
 */
public final class JsonSerializer implements Serializer {
  private final JsonTypes types;
  private final JsonEnvelopes envelopes;
  private final JsonFactory factory;

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
    this.envelopes = new JsonEnvelopes(types, limits.maxNumberLength());
    this.factory =
        JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.maxNesting())
                    .maxNumberLength(limits.maxNumberLength())
                    .maxTokenCount(limits.maxValues())
                    .maxStringLength(limits.maxDecompressedBytes())
                    .maxNameLength(limits.maxDecompressedBytes())
                    .build())
            .build();
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
    JsonWriter writer = new JsonWriter(types);
    writer.write(value);
    return writer.bytes();
  }

  @Override
  public @Nullable Object decode(byte[] body, @Nullable String contentEncoding) {
    try (JsonParser parser = parser(body, contentEncoding)) {
      return new JsonReader(parser, envelopes).document();
    } catch (StreamConstraintsException e) {
      throw new LimitExceededException("JSON over a limit: " + e.getOriginalMessage(), e);
    } catch (JacksonException e) {
      throw new DecodeException("not JSON: " + e.getMessage(), e);
    }
  }

  /**
   * The byte parser is the fast one, but lax about UTF-8, and would take other encodings as well;
   * so it gets only what is ASCII, as everything that Celery writes, and the rest is decoded
   * before.
   */
  private JsonParser parser(byte[] body, @Nullable String contentEncoding) {
    return isAscii(body)
        ? factory.createParser(ObjectReadContext.empty(), body)
        : factory.createParser(
            ObjectReadContext.empty(), BodyText.of(body, contentEncoding).toCharArray());
  }

  // A zero byte could be UTF-16, which the parser would detect; it is never in a valid text.
  private static boolean isAscii(byte[] body) {
    byte high = 0;
    for (byte octet : body) {
      high |= octet;
    }
    return high >= 0 && (body.length < 4 || (body[0] != 0 && body[1] != 0));
  }

  @Override
  public JsonSerializer limitedTo(DecodeLimits newLimits) {
    return new JsonSerializer(types, newLimits);
  }
}
