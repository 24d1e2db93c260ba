package io.celeriac.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * The times of {@code eta} and {@code expires}: written as Python's {@code isoformat} does, read as
 * leniently as a Celery worker does.
 */
public final class IsoTime {
  private IsoTime() {}

  /** Returns the text in UTC, such as {@code 2026-01-02T03:04:05.678901+00:00}. */
  public static String format(Instant time) {
    return format(time.atOffset(ZoneOffset.UTC));
  }

  /** Returns the text with the time's own offset; UTC is {@code +00:00}. */
  public static String format(OffsetDateTime time) {
    return time.toString();
  }

  /** Returns the text without an offset, which a worker reads as UTC. */
  public static String format(LocalDateTime time) {
    return time.toString();
  }

  /**
   * Reads a time. Without an offset it counts as UTC.
   *
   * @throws DateTimeException if the text is no ISO 8601 time; the message shows it
   */
  public static Instant parse(String text) {
    return Instant.parse(text);
  }
}
