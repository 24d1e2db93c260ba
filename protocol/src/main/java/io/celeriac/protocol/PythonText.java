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
import java.util.Locale;
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

  /** Text as Python's own {@code repr} writes it, which no limit cuts. */
  static String literal(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder literal = new StringBuilder(text.length() + 2).append(quote);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '\n' -> literal.append("\\n");
            case '\r' -> literal.append("\\r");
            case '\t' -> literal.append("\\t");
            case '\\' -> literal.append("\\\\");
            default -> {
              if (c == quote) {
                literal.append('\\').append(quote);
              } else if (isPrintable(c)) {
                literal.appendCodePoint(c);
              } else {
                literal.append(
                    String.format(
                        Locale.ROOT,
                        c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x",
                        c));
              }
            }
          }
        });
    return literal.append(quote).toString();
  }

  /** What Python shows as it is: nothing that has no form, and of blanks only the space. */
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
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
