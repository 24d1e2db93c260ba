package io.celeriac;

import java.time.Duration;
import java.util.Optional;

/**
 * What was said of how a worker is steered, and of what it keeps of that.
 *
 * @param autoscale the bounds within which the pool scales by itself; empty for a fixed pool
 * @param autoscaleKeepalive how long it keeps slots that have nothing to do
 * @param stateDb the file that keeps revoked ids over a restart; empty for {@code worker_state_db}
 * @param mingle whether it asks its neighbours, before it consumes, what is revoked
 * @param revokesMax how many revoked ids it keeps
 * @param revokeExpires how long it keeps one when there are more
 */
public record ControlOptions(
    Optional<Autoscale> autoscale,
    Duration autoscaleKeepalive,
    Optional<String> stateDb,
    boolean mingle,
    int revokesMax,
    Duration revokeExpires) {

  /** Celery's defaults. */
  public static final ControlOptions DEFAULTS =
      new ControlOptions(
          Optional.empty(),
          Duration.ofSeconds(30),
          Optional.empty(),
          true,
          50_000,
          Duration.ofHours(3));

  /**
   * The bounds of a pool that scales by itself.
   *
   * @param max most slots, at least 1
   * @param min fewest slots, which it starts with
   */
  public record Autoscale(int max, int min) {
    public Autoscale {
      if (max < 1 || min < 0 || min > max) {
        throw new SettingException(
            "A pool cannot scale between "
                + min
                + " and "
                + max
                + " slots; give 0 or more as the fewest, and as many or more, at least 1, as the"
                + " most");
      }
    }
  }
}
