package io.celeriac.beat;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether an entry is due, and when to look at it again: Celery's {@code schedstate}.
 *
 * @param isDue whether it is to run now
 * @param pause how long until it has to be looked at again; empty when it has no further run
 */
record Due(boolean isDue, Optional<Duration> pause) {

  static Due now(Duration wait) {
    return new Due(true, Optional.of(wait));
  }

  static Due later(Duration wait) {
    return new Due(false, Optional.of(wait));
  }
}
