package io.celeriac.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed values: objects of exactly {@code __type__} and {@code __value__}. Anything else
 * about an object with these names leaves it as it is; an unknown type or a bad value is an error.
 */
final class JsonEnvelopes {
  private static final int UUID_DIGITS = 32;

  private final JsonTypes types;
  private final int maxNumberLength;

  JsonEnvelopes(JsonTypes types, int maxNumberLength) {
    this.types = types;
    this.maxNumberLength = maxNumberLength;
  }

  @Nullable Object open(Map<String, @Nullable Object> members) {
    if (!members.containsKey("__type__") || !members.containsKey("__value__")) {
      return members;
    }
    Object type = members.get("__type__");
    Object value = members.get("__value__");
    if (!(type instanceof String marker)) {
      throw new DecodeException("__type__ must be text, but is " + Shown.of(type));
    }
    try {
      Function<@Nullable Object, ? extends @Nullable Object> own = types.decoderOf(marker);
      return own != null ? own.apply(value) : known(marker, value);
    } catch (DecodeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DecodeException(
          "bad value of __type__ '%s', %s: %s".formatted(marker, Shown.of(value), e.getMessage()),
          e);
    }
  }

  private Object known(String marker, @Nullable Object value) {
    return switch (marker) {
      case "datetime" -> dateTime(text(value));
      case "date" -> IsoScanner.dateTime(text(value), true).dateTime().toLocalDate();
      case "time" -> time(text(value));
      case "decimal" -> decimal(value);
      case "uuid" -> uuid(value);
      case "bytes" -> utf8(text(value));
      case "base64" -> base64(text(value));
      default ->
          throw new DecodeException(
              "unknown __type__, %s; Celery's own are datetime, date, time, decimal, uuid, bytes, base64"
                  .formatted(Shown.of(marker)));
    };
  }

  private static String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("must be text");
  }

  private static Object dateTime(String text) {
    IsoScanner scanned = IsoScanner.dateTime(text, true);
    return scanned.hasOffset()
        ? scanned.dateTime().atOffset(ZoneOffset.ofTotalSeconds(scanned.offsetSeconds(0)))
        : scanned.dateTime();
  }

  private static Object time(String text) {
    IsoScanner scanned = IsoScanner.time(text);
    return scanned.hasOffset()
        ? scanned.time().atOffset(ZoneOffset.ofTotalSeconds(scanned.offsetSeconds(0)))
        : scanned.time();
  }

  private Object decimal(@Nullable Object value) {
    return switch (value) {
      case Long number -> BigDecimal.valueOf(number);
      case BigInteger number -> new BigDecimal(number);
      case Double number when number.isNaN() -> NonFiniteDecimal.NAN;
      case Double number when number.isInfinite() ->
          number > 0 ? NonFiniteDecimal.INFINITY : NonFiniteDecimal.NEGATIVE_INFINITY;
      case Double number -> new BigDecimal(number); // exactly, as Decimal(0.1) does
      case null, default -> decimal(text(value).strip().replace("_", ""));
    };
  }

  private Object decimal(String text) {
    if (text.length() > maxNumberLength) {
      throw new LimitExceededException(
          "a decimal of %d characters; at most %d are read"
              .formatted(text.length(), maxNumberLength));
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "+nan", "-nan", "snan", "+snan", "-snan" -> NonFiniteDecimal.NAN;
      case "infinity", "+infinity", "inf", "+inf" -> NonFiniteDecimal.INFINITY;
      case "-infinity", "-inf" -> NonFiniteDecimal.NEGATIVE_INFINITY;
      default -> new BigDecimal(text);
    };
  }

  private static UUID uuid(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> members) || members.size() != 1) {
      throw new IllegalArgumentException("must be an object with one member, hex or int");
    }
    if (members.get("int") instanceof Number number) {
      BigInteger bits = new BigInteger(number.toString());
      if (bits.signum() < 0 || bits.bitLength() > 128) {
        throw new IllegalArgumentException("int must be of 128 bits");
      }
      return new UUID(bits.shiftRight(64).longValue(), bits.longValue());
    }
    String hex = text(members.get("hex")).replaceAll("urn:|uuid:|[{}-]", "");
    if (hex.length() != UUID_DIGITS) {
      throw new IllegalArgumentException("hex must have 32 digits");
    }
    return new UUID(
        Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, UUID_DIGITS, 16));
  }

  private static byte[] utf8(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return exact;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("half a surrogate pair has no bytes", e);
    }
  }

  // Python skips what is not of the alphabet, and insists on the padding; Java the other way round.
  private static byte[] base64(String text) {
    byte[] bytes = Base64.getMimeDecoder().decode(text);
    long digits =
        text.chars()
            .filter(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '+' || c == '/'))
            .count();
    if (digits % 4 != 0 && text.chars().filter(c -> c == '=').count() < 4 - digits % 4) {
      throw new IllegalArgumentException("base64 lacks its padding");
    }
    return bytes;
  }
}
