package io.celeriac.protocol;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The Python literals of single values that are neither text nor bytes nor containers. */
final class PythonText {
  private PythonText() {}

  static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean bool -> bool ? "True" : "False";
      case Double number -> floating(number);
      case Float number -> floating(Double.parseDouble(number.toString()));
      case BigDecimal number -> "Decimal('" + number + "')";
      case NonFiniteDecimal number -> "Decimal('" + number + "')";
      case UUID uuid -> "UUID('" + uuid + "')";
      case Instant time -> dateTime(time.atOffset(ZoneOffset.UTC));
      case ZonedDateTime time -> dateTime(time.toOffsetDateTime());
      case OffsetDateTime time -> dateTime(time);
      case LocalDateTime time -> "datetime.datetime(" + fields(time) + ")";
      case LocalDate date -> "datetime.date(" + fields(date) + ")";
      case LocalTime time -> "datetime.time(" + fields(time) + ")";
      case OffsetTime time ->
          "datetime.time(" + fields(time.toLocalTime()) + zone(time.getOffset()) + ")";
      default -> other(value);
    };
  }

  private static String other(Object value) {
    try {
      return value.toString();
    } catch (RuntimeException e) {
      // A display text is no reason to fail a call.
      return "<" + value.getClass().getName() + " whose toString failed: " + e + ">";
    }
  }

  private static String floating(double number) {
    if (Double.isFinite(number)) {
      return PythonFloat.repr(number);
    }
    return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
  }

  private static String dateTime(OffsetDateTime time) {
    return "datetime.datetime(" + fields(time.toLocalDateTime()) + zone(time.getOffset()) + ")";
  }

  private static String fields(LocalDateTime time) {
    return fields(time.toLocalDate()) + ", " + fields(time.toLocalTime());
  }

  private static String fields(LocalDate date) {
    return date.getYear() + ", " + date.getMonthValue() + ", " + date.getDayOfMonth();
  }

  private static String fields(LocalTime time) {
    int micros = time.getNano() / 1000;
    return time.getHour()
        + ", "
        + time.getMinute()
        + (micros != 0 || time.getSecond() != 0 ? ", " + time.getSecond() : "")
        + (micros != 0 ? ", " + micros : "");
  }

  private static String zone(ZoneOffset offset) {
    int seconds = offset.getTotalSeconds();
    if (seconds == 0) {
      return ", tzinfo=datetime.timezone.utc";
    }
    String delta = seconds < 0 ? "days=-1, seconds=" + (seconds + 24 * 3600) : "seconds=" + seconds;
    return ", tzinfo=datetime.timezone(datetime.timedelta(" + delta + "))";
  }
}
