package io.celeriac.beat;

import io.celeriac.Solar;
import io.celeriac.SolarEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The runs of a solar schedule; docs/protocol/beat.md, section 5. Between its lowest and its
 * highest point the sun only rises, so that it crosses a height there once or not at all.
 */
final class SolarTimes {

  private static final int MOST_DAYS = 366;
  private static final double SECONDS_FOR_A_DEGREE = 240;
  private static final Duration HALF_DAY = Duration.ofHours(12);
  private static final Duration EXACT = Duration.ofNanos(1_000);

  /** So near to the last run it is that run's own event, worked out from another side. */
  private static final Duration SAME = Duration.ofMillis(10);

  private static final double REFRACTION = 34.0 / 60;

  private SolarTimes() {}

  /** The first time of an event after another time; empty when it does not come within a year. */
  static Optional<Instant> next(Solar solar, Instant last) {
    if (solar.event() == SolarEvent.SOLAR_NOON) {
      Instant noon = noonNear(solar, last);
      return Optional.of(
          isLater(noon, last) ? noon : noonNear(solar, noon.plus(Duration.ofDays(1))));
    }
    Instant noon = noonNear(solar, last).minus(Duration.ofDays(1));
    for (int day = 0; day < MOST_DAYS + 2; day++) {
      noon = noonNear(solar, noon);
      Optional<Instant> found = crossing(solar, noon).filter(time -> isLater(time, last));
      if (found.isPresent()) {
        return found;
      }
      noon = noon.plus(Duration.ofDays(1));
    }
    return Optional.empty();
  }

  private static boolean isLater(Instant time, Instant last) {
    return time.isAfter(last.plus(SAME));
  }

  private static Instant noonNear(Solar solar, Instant time) {
    Instant noon = time;
    for (int i = 0; i < 5; i++) {
      noon = shifted(noon, -at(solar, noon).hourAngle());
    }
    return noon;
  }

  private static Instant shifted(Instant time, double degrees) {
    return time.plusNanos(Math.round(degrees * SECONDS_FOR_A_DEGREE * 1e9));
  }

  /** When the event is on the day around a noon. */
  private static Optional<Instant> crossing(Solar solar, Instant noon) {
    boolean rising = rises(solar.event());
    Instant low = rising ? noon.minus(HALF_DAY) : noon.plus(HALF_DAY);
    Instant high = noon;
    if (isUp(solar, low) || !isUp(solar, high)) {
      return Optional.empty();
    }
    while (Duration.between(low, high).abs().compareTo(EXACT) > 0) {
      Instant middle = low.plus(Duration.between(low, high).dividedBy(2));
      if (isUp(solar, middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return Optional.of(high);
  }

  private static boolean isUp(Solar solar, Instant time) {
    SunPosition sun = at(solar, time);
    return sun.altitude() >= height(solar.event(), sun);
  }

  private static SunPosition at(Solar solar, Instant time) {
    return SunPosition.at(time, solar.latitude(), solar.longitude());
  }

  private static boolean rises(SolarEvent event) {
    return switch (event) {
      case DAWN_ASTRONOMICAL, DAWN_NAUTICAL, DAWN_CIVIL, SUNRISE, SOLAR_NOON -> true;
      case SUNSET, DUSK_CIVIL, DUSK_NAUTICAL, DUSK_ASTRONOMICAL -> false;
    };
  }

  /** How high the sun's centre is at an event; at sunrise and sunset its upper limb counts. */
  private static double height(SolarEvent event, SunPosition sun) {
    return switch (event) {
      case DAWN_ASTRONOMICAL, DUSK_ASTRONOMICAL -> -18;
      case DAWN_NAUTICAL, DUSK_NAUTICAL -> -12;
      case DAWN_CIVIL, DUSK_CIVIL -> -6;
      case SUNRISE, SUNSET -> -REFRACTION - sun.radius();
      case SOLAR_NOON -> 0;
    };
  }
}
