package io.celeriac;

import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.IsoTime;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Single values, between Java's types and those of serializers. Nothing is lost silently: a number
 * that does not fit, or a fraction where a whole number is wanted, is an error.
 */
final class ScalarConversions {

  private static final Set<Class<?>> SCALARS =
      Set.of(
          int.class,
          Integer.class,
          long.class,
          Long.class,
          short.class,
          Short.class,
          byte.class,
          Byte.class,
          double.class,
          Double.class,
          float.class,
          Float.class,
          boolean.class,
          Boolean.class,
          char.class,
          Character.class,
          String.class,
          CharSequence.class,
          Number.class,
          BigInteger.class,
          BigDecimal.class,
          UUID.class,
          byte[].class,
          URI.class,
          Instant.class,
          OffsetDateTime.class,
          ZonedDateTime.class,
          LocalDateTime.class,
          LocalDate.class,
          LocalTime.class,
          OffsetTime.class,
          Duration.class,
          ZoneId.class,
          void.class,
          Void.class);

  private ScalarConversions() {}

  static boolean isScalar(Class<?> type) {
    return SCALARS.contains(type) || type.isEnum();
  }

  /** The value as serializers carry it, or null when it is not a single value. */
  static @Nullable Object toWire(Object value) {
    return switch (value) {
      case String s -> s;
      case Integer i -> (long) i;
      case Long l -> l;
      case Double d -> d;
      case Boolean b -> b;
      case Float f -> Double.parseDouble(f.toString());
      case Short s -> (long) s;
      case Byte b -> (long) b;
      case Character c -> c.toString();
      case BigInteger i -> i;
      case BigDecimal d -> d;
      case byte[] bytes -> bytes;
      case UUID u -> u;
      case OffsetDateTime t -> t;
      case LocalDateTime t -> t;
      case LocalDate d -> d;
      case LocalTime t -> t;
      case OffsetTime t -> t;
      case Instant t -> t.atOffset(ZoneOffset.UTC);
      case ZonedDateTime t -> t.toOffsetDateTime();
      case Duration d -> SendOptions.secondsOf(d);
      case Enum<?> e -> e.name();
      case URI u -> u.toString();
      case ZoneId z -> z.getId();
      case CharSequence s -> s.toString();
      default -> value.getClass().getName().startsWith("io.celeriac.protocol.") ? value : null;
    };
  }

  /** A map's key as serializers carry it: text. */
  static String key(@Nullable Object key) {
    return switch (key) {
      case String s -> s;
      case Enum<?> e -> e.name();
      case Number n -> n.toString();
      case Boolean b -> b.toString();
      case UUID u -> u.toString();
      case LocalDate d -> d.toString();
      case null, default ->
          throw new EncodeException(
              "A map's key must be text, a number, a truth value or an enum constant to travel; this"
                  + " one is "
                  + describe(key));
    };
  }

  static Object keyFromWire(String key, Class<?> type) {
    if (type == Integer.class || type == Long.class || type == Short.class) {
      try {
        return fromWire(new BigInteger(key), type);
      } catch (NumberFormatException e) {
        throw ValueConversions.mismatch(type, key);
      }
    }
    return type == Boolean.class && (key.equals("true") || key.equals("false"))
        ? (Object) Boolean.valueOf(key)
        : fromWire(key, type);
  }

  static Object fromWire(Object value, Class<?> target) {
    try {
      Object converted =
          value instanceof Number number && !Temporalish.is(target)
              ? number(number, target)
              : other(value, target);
      if (converted != null) {
        return converted;
      }
    } catch (ArithmeticException e) {
      throw new ArgumentException(
          target.getSimpleName() + ", which " + value + " does not fit into");
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new ArgumentException(
          target.getSimpleName() + ", which '" + value + "' is not (" + e.getMessage() + ")");
    }
    throw ValueConversions.mismatch(target, value);
  }

  private static @Nullable Object number(Number value, Class<?> target) {
    if (target == double.class || target == Double.class) {
      return value.doubleValue();
    }
    if (target == float.class || target == Float.class) {
      return value.floatValue();
    }
    if (target == Number.class) {
      return value;
    }
    if (target == BigDecimal.class) {
      return value instanceof BigDecimal d ? d : new BigDecimal(value.toString());
    }
    if (target == Duration.class) {
      return Duration.ofNanos(Math.round(value.doubleValue() * 1e9));
    }
    if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
      return null;
    }
    if (value instanceof Long || value instanceof Integer) {
      long whole = value.longValue();
      if (target == int.class || target == Integer.class) {
        return Math.toIntExact(whole);
      }
      if (target == long.class || target == Long.class) {
        return whole;
      }
    }
    BigInteger whole = value instanceof BigInteger i ? i : BigInteger.valueOf(value.longValue());
    if (target == int.class || target == Integer.class) {
      return whole.intValueExact();
    }
    if (target == long.class || target == Long.class) {
      return whole.longValueExact();
    }
    if (target == short.class || target == Short.class) {
      return whole.shortValueExact();
    }
    if (target == byte.class || target == Byte.class) {
      return whole.byteValueExact();
    }
    return target == BigInteger.class ? whole : null;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static @Nullable Object other(Object value, Class<?> target) {
    if (target == boolean.class || target == Boolean.class) {
      return value instanceof Boolean ? value : null;
    }
    if (target == byte[].class) {
      return value instanceof byte[] ? value : null;
    }
    if (Temporalish.is(target)) {
      return Temporalish.convert(value, target);
    }
    if (target == UUID.class && value instanceof UUID) {
      return value;
    }
    if (!(value instanceof String text)) {
      return (target == String.class || target == CharSequence.class) && value instanceof UUID
          ? value.toString()
          : null;
    }
    if (target == String.class || target == CharSequence.class) {
      return text;
    }
    if (target.isEnum()) {
      return Enum.valueOf((Class<Enum>) target, text);
    }
    if (target == char.class || target == Character.class) {
      return text.length() == 1 ? text.charAt(0) : null;
    }
    if (target == UUID.class) {
      return UUID.fromString(text);
    }
    if (target == URI.class) {
      return URI.create(text);
    }
    if (target == ZoneId.class) {
      return ZoneId.of(text);
    }
    if (target == Duration.class) {
      return text.startsWith("P") ? Duration.parse(text) : Durations.parse(text);
    }
    return target == BigDecimal.class ? new BigDecimal(text) : null;
  }

  /** Dates and times, from typed values or their ISO text. */
  private static final class Temporalish {
    private static final Set<Class<?>> TYPES =
        Set.of(
            Instant.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            LocalDateTime.class,
            LocalDate.class,
            LocalTime.class,
            OffsetTime.class);

    static boolean is(Class<?> target) {
      return TYPES.contains(target);
    }

    static @Nullable Object convert(Object value, Class<?> target) {
      if (target.isInstance(value)) {
        return value;
      }
      if (value instanceof String text) {
        return fromText(text, target);
      }
      // A date-time without an offset means UTC, as everywhere in Celery.
      OffsetDateTime time =
          switch (value) {
            case OffsetDateTime t -> t;
            case LocalDateTime t -> t.atOffset(ZoneOffset.UTC);
            default -> null;
          };
      if (time != null) {
        return fromTime(time, target);
      }
      return target == OffsetTime.class && value instanceof LocalTime t
          ? t.atOffset(ZoneOffset.UTC)
          : null;
    }

    private static @Nullable Object fromTime(OffsetDateTime time, Class<?> target) {
      if (target == Instant.class) {
        return time.toInstant();
      }
      if (target == OffsetDateTime.class) {
        return time;
      }
      if (target == ZonedDateTime.class) {
        return time.toZonedDateTime();
      }
      return target == LocalDateTime.class ? time.toLocalDateTime() : null;
    }

    private static @Nullable Object fromText(String text, Class<?> target) {
      if (target == LocalDate.class) {
        return LocalDate.parse(text);
      }
      if (target == LocalTime.class) {
        return LocalTime.parse(text);
      }
      if (target == OffsetTime.class) {
        return OffsetTime.parse(text);
      }
      return target == LocalDateTime.class && !text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
          ? LocalDateTime.parse(text.replace(' ', 'T'))
          : fromTime(IsoTime.parse(text).atOffset(ZoneOffset.UTC), target);
    }
  }

  /** A value as an error message shows it: its Python type, and its start. */
  static String describe(@Nullable Object value) {
    if (value == null) {
      return "None";
    }
    String type =
        switch (value) {
          case Boolean b -> "bool";
          case Long l -> "int";
          case Integer i -> "int";
          case BigInteger i -> "int";
          case Double d -> "float";
          case Float f -> "float";
          case String s -> "str";
          case byte[] bytes -> "bytes";
          case Collection<?> c -> "list";
          case Map<?, ?> m -> "dict";
          case BigDecimal d -> "Decimal";
          case OffsetDateTime t -> "datetime";
          case LocalDateTime t -> "datetime";
          case LocalDate d -> "date";
          case LocalTime t -> "time";
          default -> value.getClass().getSimpleName();
        };
    String text = value instanceof byte[] b ? b.length + " bytes" : String.valueOf(value);
    return type + " (" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + ")";
  }
}
