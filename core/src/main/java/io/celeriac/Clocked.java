package io.celeriac;

import java.time.Instant;

/**
 * A schedule of one run, at a point in time. One that was past already when its entry was new does
 * not run.
 *
 * @param at when
 */
public record Clocked(Instant at) implements Schedule {

  @Override
  public String toString() {
    return "at " + at;
  }
}
