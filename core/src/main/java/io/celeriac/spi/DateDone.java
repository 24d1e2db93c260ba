package io.celeriac.spi;

import io.celeriac.Settings;
import io.celeriac.protocol.IsoTime;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * The time that results are dated with, as Celery writes it: microseconds, with the app's offset.
 *
 * @param clock the time
 * @param zone the app's time zone
 */
public record DateDone(Clock clock, ZoneId zone) {

  /** By the app's {@code timezone}, as {@link Settings#zone} tells it. */
  public static DateDone of(Settings settings, Clock clock) {
    return new DateDone(clock, settings.zone());
  }

  /** Now, as text. */
  public String now() {
    return IsoTime.format(
        OffsetDateTime.ofInstant(clock.instant().truncatedTo(ChronoUnit.MICROS), zone));
  }
}
