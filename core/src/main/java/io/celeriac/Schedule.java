package io.celeriac;

import java.time.Duration;

/**
 * When a periodic task runs. An immutable value: two are equal when they mean the same times. All
 * of them are counted from the last run, so that what was missed is made up once, and a new entry
 * is not due at once.
 */
public sealed interface Schedule permits Interval, Crontab, Solar, Clocked, CustomSchedule {

  /** Once in so much time, counted from the last run. */
  static Interval every(Duration interval) {
    return new Interval(interval, false);
  }

  /**
   * At the minutes that a crontab's five fields name, parted by spaces: minute, hour, day of the
   * month, month, day of the week.
   *
   * @throws IllegalArgumentException saying which field cannot be understood, and why
   */
  static Crontab crontab(String fields) {
    return Crontab.of(fields);
  }
}
