package io.celeriac;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A schedule of the application's own. It should have an {@code equals}: an entry whose schedule
 * has changed is planned anew.
 */
public non-sealed interface CustomSchedule extends Schedule {

  /**
   * The first run after a point in time.
   *
   * @param last when the entry ran last, or was new
   * @param zone the app's time zone
   * @return strictly later; empty when there is none
   */
  Optional<Instant> next(Instant last, ZoneId zone);
}
