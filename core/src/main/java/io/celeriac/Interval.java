package io.celeriac;

import java.time.Duration;

/**
 * A schedule of equal pauses, in time that really passes, whatever the clocks on the wall do.
 *
 * @param every the time from one run to the next
 * @param relative whether runs are moved back to the full day, hour or minute of the time zone,
 *     whichever is the largest that the interval holds
 */
public record Interval(Duration every, boolean relative) implements Schedule {

  public Interval {
    if (every.isNegative() || every.isZero()) {
      throw new IllegalArgumentException(
          "A schedule of every " + every + " would never pause; give more than zero");
    }
  }

  /** With runs at the full day, hour or minute. */
  public Interval rounded() {
    return new Interval(every, true);
  }

  /** As Celery shows it. */
  @Override
  public String toString() {
    return "every " + Durations.format(every) + (relative ? ", rounded" : "");
  }
}
